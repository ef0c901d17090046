import type { TimeRange } from '@marketloom/exchange';

/**
 * What is known of a range of open times:
 * - `stored`: every candle of the range is stored
 * - `empty`: the exchange answered, and had no candle
 * - `unavailable`: out of the exchange's reach
 */
export type SettledStatus = 'stored' | 'empty' | 'unavailable';

/** A range of the ledger. Both ends are open times of the interval. */
export type SettledRange = TimeRange & {
  readonly status: SettledStatus;
  /** Why, in words for a person, where something is to be said. */
  readonly reason?: string | null;
  /**
   * When the last candle of the range was last settled, epoch ms: an answer that only said again what is stored counts
   * too. The ledger tells it; it is ignored in what is written, and ranges that differ in it alone are one.
   */
  readonly settledAt?: number;
};
