import type { KlineTable } from './kline-table.ts';
import type { TimeRange } from './time-range.ts';

/**
 * An exchange's answer for one range of open times. Each candle that opens in `range` is in `klines`, or the exchange
 * has none. `range` never reaches past the newest closed candle, so an answer for a range that is not over yet is for
 * less than was asked.
 */
export interface KlinePage {
  /** What is answered for: half-open, on open times. */
  readonly range: TimeRange;
  /** Closed candles only, ascending, each with its open time inside `range`. */
  readonly klines: KlineTable;
}
