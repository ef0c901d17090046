import type { RefusalMeaning } from '@marketloom/adapter-kit';

const keyHint = 'this endpoint wants an API key, and Marketloom sends none; ask for public market data only';
const windowHint = 'the time between startTime and endTime is longer than the endpoint allows';
const invalid = (hint?: string): RefusalMeaning =>
  hint === undefined ? { kind: 'invalid' } : { kind: 'invalid', hint };

/**
 * Codes with a meaning of their own.
 * https://developers.binance.com/docs/binance-spot-api-docs/errors
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/error-code
 */
const MEANINGS: ReadonlyMap<number, RefusalMeaning> = new Map<number, RefusalMeaning>([
  // 10xx: server and network.
  [-1000, { kind: 'maintenance' }], // UNKNOWN
  [-1001, { kind: 'maintenance' }], // DISCONNECTED: internal error, try again
  [-1002, invalid(keyHint)], // UNAUTHORIZED
  [-1003, { kind: 'rateLimit' }], // TOO_MANY_REQUESTS, also for bans
  [-1004, { kind: 'maintenance' }], // SERVER_BUSY
  [-1006, { kind: 'maintenance' }], // UNEXPECTED_RESP
  [-1007, { kind: 'timeout' }], // TIMEOUT: of the exchange's own backend
  [-1008, { kind: 'maintenance' }], // SERVER_BUSY, request throttled
  [-1013, invalid()], // INVALID_MESSAGE
  [-1014, invalid()], // UNKNOWN_ORDER_COMPOSITION
  [-1015, { kind: 'rateLimit' }], // TOO_MANY_ORDERS
  [-1016, { kind: 'maintenance' }], // SERVICE_SHUTTING_DOWN
  [-1020, { kind: 'unsupported' }], // UNSUPPORTED_OPERATION
  [-1021, invalid()], // INVALID_TIMESTAMP
  [-1022, invalid(keyHint)], // INVALID_SIGNATURE
  [-1023, invalid('startTime must not be after endTime')], // START_TIME_GREATER_THAN_END_TIME
  [-1034, { kind: 'rateLimit' }], // TOO_MANY_CONNECTIONS
  // 11xx: the request. The rest of them is by range, below.
  [-1112, { kind: 'refusal' }], // NO_DEPTH: no orders on the book
  [-1120, { kind: 'unsupported' }], // BAD_INTERVAL
  [-1121, { kind: 'unknownSymbol' }], // BAD_SYMBOL
  [-1127, invalid(windowHint)], // MORE_THAN_XX_HOURS
  // 20xx: keys.
  [-2008, invalid(keyHint)], // BAD_API_ID
  [-2014, invalid(keyHint)], // BAD_API_KEY_FMT
  [-2015, invalid(keyHint)], // REJECTED_MBX_KEY
  // 40xx: the futures' filters and other checks. The rest of them is by range, below.
  [-4022, { kind: 'refusal' }], // WRONG_MARKET_STATUS: of the instrument
  [-4088, invalid(windowHint)], // of klines: Maximum time interval is 200 days.
  [-4108, { kind: 'refusal' }], // of an instrument that is settling, closed or not open yet
  [-4141, { kind: 'refusal' }], // SYMBOL_ALREADY_CLOSED
  [-4165, invalid(windowHint)], // INVALID_TIME_INTERVAL
  [-4144, { kind: 'unknownSymbol' }], // INVALID_PAIR
]);

/** What one of the exchange's codes means. One that is not known is a refusal. */
export function meaningOf(code: number): RefusalMeaning {
  const own = MEANINGS.get(code);
  if (own !== undefined) return own;
  const inRequest = (code <= -1100 && code > -1300) || (code <= -4000 && code > -5000);
  return inRequest ? invalid() : { kind: 'refusal' };
}
