import { ifSkipped, recordings } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import { send } from '../testing/client.ts';

const NOW = Date.UTC(2026, 10, 20, 12, 34);
let sandbox: SandboxExchange;

beforeAll(async () => {
  sandbox = await startSandboxExchange({ now: () => NOW, limits: false });
});
afterAll(() => sandbox.close());

const spot = '/api/v3/klines?symbol=BTCUSDT';
const usdm = '/fapi/v1/klines?symbol=BTCUSDT';
const coinm = '/dapi/v1/klines?symbol=BTCUSD_PERP';
const days = (count: number): string => `startTime=${NOW - count * 86_400_000}&endTime=${NOW}`;

it('every answer is dated by the clock of the exchange', async () => {
  const { headers } = await send(sandbox, '/api/v3/time');
  expect(Date.parse(String(headers['date']))).toBe(NOW);
});

describe('a request that the exchange would refuse', () => {
  it.each([
    ['/api/v3/klines?symbol=NOPEUSDT&interval=1m', -1121, 'Invalid symbol.'],
    ['/fapi/v1/depth?symbol=NOPEUSDT', -1121, 'Invalid symbol.'],
    ['/api/v3/exchangeInfo?symbol=NOPEUSDT', -1121, 'Invalid symbol.'],
    [`${spot}&interval=7m`, -1120, 'Invalid interval.'],
    [`${usdm}&interval=1s`, -1120, 'Invalid interval.'],
    [
      '/api/v3/klines?symbol=btcusdt&interval=1m',
      -1100,
      "Illegal characters found in parameter 'symbol'; legal range is '^[\\w\\-._&&[^a-z]]{1,50}$'.",
    ],
    [
      `${spot}&interval=1m&limit=-5`,
      -1100,
      "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.",
    ],
    [
      `${spot}&interval=1m&startTime=yesterday`,
      -1100,
      "Illegal characters found in parameter 'startTime'; legal range is '^[0-9]{1,20}$'.",
    ],
    [`${spot}&interval=1m&interval=1h`, -1101, 'Duplicate values for a parameter detected.'],
    [spot, -1102, "Mandatory parameter 'interval' was not sent, was empty/null, or malformed."],
    [
      '/dapi/v1/klines?symbol=&interval=1m',
      -1102,
      "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
    ],
    [
      `${spot}&interval=1m&start=5`,
      -1104,
      "Not all sent parameters were read; read '2' parameter(s) but was sent '3'.",
    ],
    ['/api/v3/klines?symbol=&interval=1m', -1105, "Parameter 'symbol' was empty."],
    [
      '/api/v3/exchangeInfo?symbol=BTCUSDT&symbols=["ETHUSDT"]',
      -1128,
      'Combination of optional parameters invalid.',
    ],
    [`${coinm}&interval=1d&${days(201)}`, -1127, 'More than 4800 hours between startTime and endTime.'],
    [`${usdm}&interval=1m&limit=1501`, -1130, "Data sent for parameter 'limit' is not valid."],
    [`${spot}&interval=1m&limit=0`, -1130, "Data sent for parameter 'limit' is not valid."],
    [`${spot}&interval=1m&timeZone=8`, -1130, "Data sent for parameter 'timeZone' is not valid."],
    ['/fapi/v1/depth?symbol=BTCUSDT&limit=5000', -1130, "Data sent for parameter 'limit' is not valid."],
    ['/fapi/v1/depth?symbol=BTCUSDT&limit=7', -4021, '7 is not valid depth limit'],
    [`${usdm}&interval=1m&startTime=9&endTime=8`, -1023, 'Start time is greater than end time.'],
  ])('%s', async (path, code, msg) => {
    const { status, text, headers } = await send(sandbox, encodeURI(path));
    expect(JSON.parse(text)).toEqual({ code, msg });
    expect(status).toBe(400);
    expect(headers['x-simulated']).toBe('true');
    expect(headers['x-mbx-used-weight-1m']).toMatch(/^\d+$/);
  });

  it('is not one where futures are lenient: symbols in lower case, unknown parameters, exactly 200 days', async () => {
    expect((await send(sandbox, '/fapi/v1/klines?symbol=btcusdt&interval=1m&limit=1&foo=bar')).status).toBe(
      200,
    );
    expect((await send(sandbox, `${coinm}&interval=1d&${days(200)}`)).status).toBe(200);
  });

  it('answers 404 to what is not simulated', async () => {
    const { status, text } = await send(sandbox, '/fapi/v1/ticker/24hr');
    expect([status, JSON.parse(text).code]).toEqual([404, -5000]);
    expect((await send(sandbox, '/api/v3/klines', 'POST')).status).toBe(404);
    expect((await send(sandbox, '/elsewhere')).status).toBe(404);
  });

  it.skipIf(!recordings)(`is answered in the recorded words${ifSkipped}`, async () => {
    const recorded = (file: string): unknown => JSON.parse(recordings?.text(`binance/${file}`) ?? '');
    const answered = async (path: string): Promise<unknown> => JSON.parse((await send(sandbox, path)).text);
    expect(await answered('/api/v3/klines?limit=0&symbol=')).toEqual(
      recorded('error__gct-api-v3-trades--1105.json'),
    );
    expect(await answered('/dapi/v1/klines')).toEqual(recorded('error__gct-dapi-v1-constituents--1102.json'));
    expect(await answered('/fapi/v1/depth?symbol=BTCUSD_201225')).toEqual(
      recorded('error__gct-fapi-v1-ticker-24hr--1121.json'),
    );
  });
});
