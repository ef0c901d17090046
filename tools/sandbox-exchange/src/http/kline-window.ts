import { openTimeAfter, openTimeAt } from '../intervals.ts';
import { DIALECTS, type Market } from '../market.ts';
import { ExchangeFailure, invalidData } from './exchange-failure.ts';

/** Which candles were asked for: those with `from` ≤ open time ≤ `until`, at most `limit`, the first or the last of them. */
export interface KlineWindow {
  readonly from: number;
  readonly until: number;
  readonly limit: number;
  readonly newest: boolean;
}

const DEFAULT_LIMIT = 500;

/**
 * What the three time parameters mean. Times are inclusive, on the open time. Spot cuts a limit that is too high,
 * futures refuse it. COIN-M gives the newest candles of a window, which is at most 200 days long and is 200 days long
 * where only one end is given; the other markets give the oldest as soon as a startTime is sent.
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Kline-Candlestick-Data
 * @throws {ExchangeFailure} when the market would refuse them
 */
export function klineWindow(
  market: Market,
  times: {
    readonly startTime: number | null;
    readonly endTime: number | null;
    readonly limit: number | null;
  },
  now: number,
): KlineWindow {
  const { startTime, endTime } = times;
  const { klineLimit, klineSpan } = DIALECTS[market];
  const wanted = times.limit ?? DEFAULT_LIMIT;
  if (wanted === 0 || (wanted > klineLimit && market !== 'spot')) throw invalidData('limit');
  const limit = Math.min(wanted, klineLimit);
  if (startTime !== null && endTime !== null && startTime > endTime && market !== 'spot') {
    throw new ExchangeFailure(-1023, 'Start time is greater than end time.');
  }
  if (klineSpan === null || (startTime === null && endTime === null)) {
    return { from: startTime ?? 0, until: Math.min(endTime ?? now, now), limit, newest: startTime === null };
  }
  const until = endTime ?? Math.min(now, (startTime as number) + klineSpan);
  const from = startTime ?? (endTime as number) - klineSpan;
  if (until - from > klineSpan) {
    throw new ExchangeFailure(-1127, 'More than 4800 hours between startTime and endTime.');
  }
  return { from, until: Math.min(until, now), limit, newest: true };
}

/** What a window is cut out of: one instrument's candles at one interval. */
export interface CandleTimes {
  firstOpenTime(interval: string): number;
  /** The latest open time at which there can be a candle by `now`. */
  lastOpenTime(interval: string, now: number): number;
  has(openTime: number, interval: string, now: number): boolean;
}

/** The open times of the candles in a window, ascending. */
export function openTimesIn(
  window: KlineWindow,
  interval: string,
  candles: CandleTimes,
  now: number,
): number[] {
  const { limit, newest } = window;
  const first = candles.firstOpenTime(interval);
  const from = Math.max(window.from, first);
  const until = Math.min(window.until, candles.lastOpenTime(interval, now));
  const found: number[] = [];
  if (newest) {
    let openTime = openTimeAt(until, interval);
    for (; openTime >= from && found.length < limit; openTime = openTimeAfter(openTime, interval, -1)) {
      if (candles.has(openTime, interval, now)) found.push(openTime);
    }
    return found.toReversed();
  }
  let openTime = openTimeAt(from, interval);
  if (openTime < from) openTime = openTimeAfter(openTime, interval);
  for (; openTime <= until && found.length < limit; openTime = openTimeAfter(openTime, interval)) {
    if (candles.has(openTime, interval, now)) found.push(openTime);
  }
  return found;
}
