import { countCandles, type Interval, shiftOpenTime, type TimeRange } from '@marketloom/exchange';
import type { Market } from './markets.ts';

/** The part of a range that one request asks for. */
export interface KlineWindow {
  readonly range: TimeRange;
  /** The last millisecond asked for: no candle opens between it and the end of `range`. */
  readonly endTime: number;
  /** How many candles can open in `range`. As many are asked for, so none can be left out. */
  readonly limit: number;
}

/**
 * The longest part of `[start, end)`, from an aligned `start` on, that one request may ask for: within the page limit,
 * and within the time that the market allows between `startTime` and `endTime`, though its last candle may end later.
 */
export function nextWindow(market: Market, interval: Interval, start: number, end: number): KlineWindow {
  const { longestWindowMs } = market;
  const longest = longestWindowMs === null ? end : Math.min(end, start + longestWindowMs);
  const limit = Math.min(
    market.capabilities.klines.pageLimit,
    countCandles({ start, end: longest }, interval),
  );
  const range = { start, end: shiftOpenTime(start, interval, limit) };
  return { range, endTime: Math.min(range.end, longest) - 1, limit };
}
