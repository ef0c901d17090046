import type { Interval } from './interval.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where the candles of an interval of a fixed length open. */
export interface CandleGrid {
  /** The length of a candle in ms. */
  readonly step: number;
  /** One of the open times, epoch ms; all others are whole steps from it. */
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
  // Binance's three-day candles open a day off the epoch's own grid, on spot and USD-M alike: BTCUSDT has one on its
  // first day, 17 August 2017, and one on 1 January 2024, see
  // https://data-api.binance.vision/api/v3/klines?symbol=BTCUSDT&interval=3d&startTime=1704067200000&limit=2;
  // https://github.com/HsinPu/TradeBridge (series_interval.py) checked the same against the exchange.
  '3d': { step: 3 * DAY, anchor: DAY },
  // The epoch was a Thursday; the first Monday after it was 5 January 1970.
  '1w': { step: 7 * DAY, anchor: 4 * DAY },
  '1M': null,
};
