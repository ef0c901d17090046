import { isExchangeError } from '@marketloom/exchange';
import { throwForStatus } from '@marketloom/transport';
import { describe, expect, test } from 'vitest';
import { meaningOf } from './error-codes.ts';
import { refusals } from './errors.ts';
import { response } from './fixtures/response.ts';
import { spotPair } from './fixtures/instruments.ts';

const context = { exchange: 'binance', operation: 'fetchKlines BTCUSDT 1m', instrument: spotPair };

function refusal(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Record<string, unknown> {
  try {
    const answer = response(status, typeof body === 'string' ? body : JSON.stringify(body), headers);
    refusals.throwIfRefused(answer, context);
    throwForStatus(answer, context);
  } catch (error) {
    if (isExchangeError(error))
      return Object.fromEntries([...Object.entries(error), ['message', error.message]]);
    throw error;
  }
  throw new Error('nothing was thrown');
}

test.each([
  [-1000, 'maintenance', true],
  [-1001, 'maintenance', true],
  [-1002, 'invalidRequest', false],
  [-1003, 'rateLimit', true],
  [-1006, 'maintenance', true],
  [-1007, 'timeout', true],
  [-1008, 'maintenance', true],
  [-1015, 'rateLimit', true],
  [-1016, 'maintenance', true],
  [-1020, 'unsupportedCapability', false],
  [-1023, 'invalidRequest', false],
  [-1100, 'invalidRequest', false],
  [-1101, 'invalidRequest', false],
  [-1112, 'exchange', false],
  [-1120, 'unsupportedCapability', false],
  [-1121, 'unknownSymbol', false],
  [-1127, 'invalidRequest', false],
  [-1130, 'invalidRequest', false],
  [-1199, 'invalidRequest', false],
  [-1220, 'invalidRequest', false],
  [-1300, 'exchange', false],
  [-2014, 'invalidRequest', false],
  [-2015, 'invalidRequest', false],
  [-4001, 'invalidRequest', false],
  [-4022, 'exchange', false],
  [-4088, 'invalidRequest', false],
  [-4108, 'exchange', false],
  [-4141, 'exchange', false],
  [-4144, 'unknownSymbol', false],
  [-4165, 'invalidRequest', false],
  [-9000, 'exchange', false],
])('code %i is a %s error', (code, kind, retryable) => {
  expect(refusal(400, { code, msg: 'So be it.' })).toMatchObject({
    kind,
    retryable,
    exchange: 'binance',
    operation: context.operation,
  });
});

test('a refusal says what the exchange says, and what to do', () => {
  expect(refusal(401, { code: -2014, msg: 'API-key format invalid.' })['message']).toMatch(
    /API-key format invalid\. \(code -2014\).*wants an API key/,
  );
  expect(refusal(400, { code: -1121, msg: 'Invalid symbol.' })).toMatchObject({
    symbol: 'BTC-USDT-SPOT (BTCUSDT)',
  });
  expect(refusal(400, { code: -4088, msg: 'Maximum time interval is 200 days.' })['message']).toMatch(
    /200 days\. \(code -4088\); the time between startTime and endTime is longer/,
  );
  expect(refusal(400, { code: -6010, msg: 'open interest error data.' })).toMatchObject({ code: '-6010' });
});

test('a ban tells its end, to the millisecond', () => {
  const until = 1_763_900_123_456;
  const msg = `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams.`;
  for (const status of [418, 429, 403]) {
    expect(refusal(status, { code: -1003, msg })).toMatchObject({
      kind: 'ban',
      bannedUntil: until,
      retryAfterMs: until - 2000,
    });
  }
});

test('of the end of a ban and Retry-After the later one counts', () => {
  const msg = 'Way too much request weight used; IP banned until 1763900123456.';
  expect(refusal(403, { code: -1003, msg }, { 'retry-after': '9999999999' })).toMatchObject({
    kind: 'ban',
    bannedUntil: 2000 + 9_999_999_999_000,
  });
});

test('a 418 whose message tells no time is a ban all the same', () => {
  const body = { code: -1003, msg: 'Too many requests queued.' };
  expect(refusal(418, body)).toMatchObject({
    kind: 'ban',
    bannedUntil: 2000 + 120_000,
    retryAfterMs: 120_000,
  });
  const told = refusal(418, body, { 'retry-after': '30' });
  expect(told).toMatchObject({ kind: 'ban', bannedUntil: 2000 + 30_000 });
});

test('a rate limit tells how long to wait', () => {
  const body = {
    code: -1003,
    msg: 'Too much request weight used; current limit is 6000 request weight per 1 MINUTE.',
  };
  expect(refusal(429, body, { 'retry-after': '12' })).toMatchObject({
    kind: 'rateLimit',
    retryAfterMs: 12_000,
  });
});

describe('answers without a code of the exchange', () => {
  const eligibility = {
    code: 0,
    msg: "Service unavailable from a restricted location according to 'b. Eligibility' in https://www.binance.com/en/terms.",
  };
  const cloudFront =
    '<HTML><BODY>The Amazon CloudFront distribution is configured to block access from your country.</BODY></HTML>';

  test.each([
    ['a restricted location', 451, eligibility, 'exchange', /does not serve this location/],
    ['the same with 403', 403, eligibility, 'exchange', /does not serve this location/],
    ['the same as a proxy passes it on', 200, eligibility, 'exchange', /does not serve this location/],
    ['a country that CloudFront blocks', 403, cloudFront, 'exchange', /does not serve this location/],
    ['the firewall', 403, '<html>403 Forbidden</html>', 'exchange', /firewall turns this address away/],
    ['a page that is not there', 404, '<html>404</html>', 'invalidRequest', /HTTP 404/],
    ['a timeout', 408, '', 'timeout', /ran out of time/],
    ['maintenance', 503, 'Service Unavailable', 'maintenance', /Service Unavailable/],
    ['a broken gateway', 502, '<html>502 Bad Gateway</html>', 'maintenance', /HTTP 502/],
    ['an empty refusal', 400, '', 'invalidRequest', /HTTP 400/],
    ['too many requests', 429, '', 'rateLimit', /too many requests/],
  ])('%s', (_, status, body, kind, message) => {
    const error = refusal(status, body);
    expect(error).toMatchObject({ kind });
    expect(error['message']).toMatch(message);
    expect(error['retryable']).toBe(['timeout', 'maintenance', 'rateLimit'].includes(kind));
  });

  test('a redirection names its target', () => {
    expect(refusal(302, '', { location: 'https://example.com/' })['message']).toMatch(
      /https:\/\/example\.com\//,
    );
  });
});

test('a refusal with status 200 is one all the same', () => {
  expect(refusal(200, { code: -1121, msg: 'Invalid symbol.' })).toMatchObject({ kind: 'unknownSymbol' });
});

test.each(['[]', '{"serverTime":1}', '{"timezone":"UTC","symbols":[]}', 'no JSON'])(
  '%s is no refusal',
  (body) => {
    expect(() => refusals.throwIfRefused(response(200, body), context)).not.toThrow();
  },
);

test('every code of the request ranges is the fault of the request', () => {
  for (let code = -1299; code <= -1100; code += 1) expect(meaningOf(code).kind).not.toBe('maintenance');
  expect(meaningOf(-1104)).toEqual({ kind: 'invalid' });
});
