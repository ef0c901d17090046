import type { Interval } from './interval.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where the candles of an interval open: on the epoch's side of `anchor` in steps of `step` ms; months have no step. */
export interface CandleGrid {
  readonly step: number;
  readonly anchor: number;
}

const even = (step: number): CandleGrid => ({ step, anchor: 0 });

/** The grid of every interval of a fixed length; null for the calendar month. */
export const CANDLE_GRIDS: Readonly<Record<Interval, CandleGrid | null>> = {
  '1s': even(SECOND),
  '1m': even(MINUTE),
  '3m': even(3 * MINUTE),
  '5m': even(5 * MINUTE),
  '15m': even(15 * MINUTE),
  '30m': even(30 * MINUTE),
  '1h': even(HOUR),
  '2h': even(2 * HOUR),
  '4h': even(4 * HOUR),
  '6h': even(6 * HOUR),
  '8h': even(8 * HOUR),
  '12h': even(12 * HOUR),
  '1d': even(DAY),
  '3d': even(3 * DAY),
  // The epoch was a Thursday; the first Monday after it was 5 January 1970.
  '1w': { step: 7 * DAY, anchor: 4 * DAY },
  '1M': null,
};
