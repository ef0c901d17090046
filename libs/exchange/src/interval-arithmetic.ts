import { monthNumber, monthStart } from './calendar-month.ts';
import { CANDLE_GRIDS } from './candle-grid.ts';
import type { Interval } from './interval.ts';
import type { TimeRange } from './time-range.ts';

/** The farthest a `Date` reaches from the epoch, either way. */
const FARTHEST = 8_640_000_000_000_000;

function checked(time: number): number {
  if (!(time >= -FARTHEST && time <= FARTHEST)) throw new RangeError(`not a time in epoch ms: ${time}`);
  return time;
}

/** The length of an interval in ms; null for the calendar month, whose length varies. */
export function intervalMs(interval: Interval): number | null {
  return CANDLE_GRIDS[interval]?.step ?? null;
}

/**
 * The open time of the candle that holds `time`, epoch ms. Weeks begin on Monday, months on their first day, all in UTC.
 * @throws {RangeError} when `time` is not a time that a `Date` can hold; so do all functions of this module
 */
export function floorToInterval(time: number, interval: Interval): number {
  const grid = CANDLE_GRIDS[interval];
  const whole = Math.floor(checked(time)) + 0;
  if (grid === null) return checked(monthStart(monthNumber(whole)));
  // The remainder is exact where a division would round.
  const past = (whole - grid.anchor) % grid.step;
  return whole - (past < 0 ? past + grid.step : past + 0);
}

/** The first open time that is not before `time`. */
export function ceilToInterval(time: number, interval: Interval): number {
  const open = floorToInterval(time, interval);
  return open === time ? open : shiftOpenTime(open, interval, 1);
}

/** The open time of the candle after the one that holds `openTime`. */
export function nextOpenTime(openTime: number, interval: Interval): number {
  return shiftOpenTime(openTime, interval, 1);
}

/** The open time `count` candles after the one that holds `openTime`; before it when `count` is negative. */
export function shiftOpenTime(openTime: number, interval: Interval, count: number): number {
  if (!Number.isSafeInteger(count)) throw new RangeError(`not a count of candles: ${count}`);
  const grid = CANDLE_GRIDS[interval];
  if (grid === null) return checked(monthStart(monthNumber(checked(openTime)) + count));
  return checked(floorToInterval(openTime, interval) + count * grid.step);
}

/** The last millisecond of the candle that holds `openTime`. */
export function closeTimeOf(openTime: number, interval: Interval): number {
  return nextOpenTime(openTime, interval) - 1;
}

/** How many candles open inside a range. Takes the same time for any range. */
export function countCandles(range: TimeRange, interval: Interval): number {
  const first = ceilToInterval(range.start, interval);
  const after = ceilToInterval(range.end, interval);
  const grid = CANDLE_GRIDS[interval];
  const count = grid === null ? monthNumber(after) - monthNumber(first) : (after - first) / grid.step;
  return Math.max(0, count);
}

/** How many candles open inside ranges that do not overlap. */
export function countCandlesIn(ranges: readonly TimeRange[], interval: Interval): number {
  return ranges.reduce((sum, range) => sum + countCandles(range, interval), 0);
}

/** The row behind the last of those that follow each other without a gap, from the row `first` of open times on. */
export function endOfRun(opens: Float64Array, first: number, interval: Interval): number {
  const step = intervalMs(interval);
  let row = first + 1;
  if (step === null) {
    while (row < opens.length && opens[row] === nextOpenTime(opens[row - 1] as number, interval)) row += 1;
  } else {
    // A loop of its own: where V8 cannot tell that all are plain numbers it makes an object of each.
    while (row < opens.length && (opens[row] as number) - (opens[row - 1] as number) === step) row += 1;
  }
  return Math.min(row, opens.length);
}

/** The open times inside a range, ascending. May be iterated any number of times. */
export function openTimes(range: TimeRange, interval: Interval): Iterable<number> {
  const first = ceilToInterval(range.start, interval);
  return {
    *[Symbol.iterator]() {
      for (let open = first; open < range.end; open = nextOpenTime(open, interval)) yield open;
    },
  };
}
