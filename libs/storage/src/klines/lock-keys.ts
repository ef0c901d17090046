import { INTERVALS, type Interval } from '@marketloom/exchange';

/** `ML`: keeps our advisory locks apart from others' in the same database. */
const NAMESPACE = 0x4d4cn << 48n;

/**
 * What a series is locked for:
 * - `claim`: a session owns it
 * - `merge`: a transaction compares with stored candles (exclusive), or adds to them (shared)
 * - `ledger`: a transaction changes its coverage; always the last lock that is taken
 */
export type SeriesLock = 'claim' | 'merge' | 'ledger';

const PURPOSES: readonly SeriesLock[] = ['claim', 'merge', 'ledger'];

/** The key of an advisory lock of one series, as the text of a `bigint`. */
export function seriesLockKey(lock: SeriesLock, symbolId: number, interval: Interval): string {
  const purpose = BigInt(PURPOSES.indexOf(lock)) << 40n;
  return String(NAMESPACE | purpose | (BigInt(symbolId) << 8n) | BigInt(INTERVALS.indexOf(interval)));
}
