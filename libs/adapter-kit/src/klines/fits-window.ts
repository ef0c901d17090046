import {
  countCandles,
  floorToInterval,
  type Interval,
  nextOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import type { KlineSource } from './kline-source.ts';

/** Whether all candles that open in a range, and the one that holds its start, can be asked for at once. */
export function fitsWindow(source: KlineSource, interval: Interval, range: TimeRange): boolean {
  const start = floorToInterval(range.start, interval);
  const end = nextOpenTime(range.end - 1, interval);
  return countCandles({ start, end }, interval) <= source.nextWindow(interval, start, end).limit;
}
