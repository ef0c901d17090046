import { InvalidRequestError, NetworkError, RequestTimeoutError } from '@marketloom/exchange';
import { expect, it } from 'vitest';
import { transferFailure } from './transfer-failure.ts';

const place = {
  exchange: 'testex',
  operation: 'fetchThings',
  host: 'api.testex',
  progress: { stage: 'connecting', bytes: 0, expectedBytes: null },
} as const;

it.each([
  [
    'ENOTFOUND',
    NetworkError,
    'no address is known for api.testex: is the name right, and the network up? (ENOTFOUND)',
  ],
  ['EAI_AGAIN', NetworkError, 'no address is known for api.testex'],
  ['ENETUNREACH', NetworkError, 'api.testex cannot be reached: is the network up? (ENETUNREACH)'],
  ['EPIPE', NetworkError, 'the connection to api.testex broke before the request was sent'],
  ['CERT_HAS_EXPIRED', NetworkError, 'no trusted TLS connection to api.testex (CERT_HAS_EXPIRED)'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', NetworkError, 'no trusted TLS connection to api.testex'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', NetworkError, 'no trusted TLS connection to api.testex'],
  ['UND_ERR_CONNECT_TIMEOUT', RequestTimeoutError, 'no connection to api.testex in time'],
  ['UND_ERR_INVALID_ARG', InvalidRequestError, 'the request is not valid HTTP: a raw message'],
  ['EWHATEVER', NetworkError, 'the request to api.testex failed before the request was sent: a raw message'],
])('tells %s in words', (code, errorClass, message) => {
  const cause = Object.assign(new Error('a raw message'), { code });
  const error = transferFailure(cause, place);
  expect(error).toBeInstanceOf(errorClass);
  expect(error.message).toContain(`testex: fetchThings: ${message}`);
  expect(error.cause).toBe(cause);
});

it('looks into the errors of several addresses that were tried, and into causes', () => {
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const tried = new AggregateError([refused, refused]);
  expect(transferFailure(tried, place).message).toContain('api.testex refuses connections');
  expect(transferFailure(new Error('failed', { cause: refused }), place).message).toContain(
    'refuses connections',
  );
  expect(transferFailure('thrown text', place).message).toContain('thrown text');
});
