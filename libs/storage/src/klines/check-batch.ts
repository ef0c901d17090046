import {
  countCandles,
  endOfRun,
  floorToInterval,
  type Interval,
  nextOpenTime,
  printRange,
  printTime,
} from '@marketloom/exchange';
import { InvalidKlineBatchError } from './invalid-kline-batch-error.ts';
import type { KlineBatch } from './kline-store.ts';
import type { SettledRange } from './settled-range.ts';

/**
 * Makes sure that a batch's ledger tells the truth about its candles: each `stored` range holds exactly its candles, one
 * after the other, and no candle lies elsewhere.
 * @param operation for the error
 * @returns the settled ranges, ascending
 * @throws {InvalidKlineBatchError} naming the first range or candle at fault
 */
export function checkBatch(batch: KlineBatch, interval: Interval, operation: string): SettledRange[] {
  const settled = checkRanges(batch.settled, interval, operation);
  const { openTimes } = batch.klines;
  let row = 0;
  for (const range of settled) {
    if (range.status !== 'stored') continue;
    const first = row;
    row += countCandles(range, interval);
    if (openTimes[first] !== range.start) throw misplaced(openTimes, first, range.start, range, operation);
    const end = first + endOfRun(openTimes.subarray(first, row), 0, interval);
    if (end === row) continue;
    const expected = nextOpenTime(openTimes[end - 1] as number, interval);
    throw misplaced(openTimes, end, expected, range, operation);
  }
  if (row < openTimes.length) {
    const time = openTimes[row] as number;
    throw new InvalidKlineBatchError(`the candle of ${printTime(time)} ${whyNotBehind(openTimes, row)}`, {
      operation,
      openTime: time,
    });
  }
  return settled;
}

function checkRanges(ranges: readonly SettledRange[], interval: Interval, operation: string): SettledRange[] {
  const ascending = ranges.toSorted((a, b) => a.start - b.start);
  for (const [index, range] of ascending.entries()) {
    const fail = (fault: string): never => {
      throw new InvalidKlineBatchError(`the ${range.status} range ${printRange(range)} ${fault}`, {
        operation,
      });
    };
    if (!Number.isSafeInteger(range.start) || !Number.isSafeInteger(range.end))
      fail('is not in whole milliseconds');
    if (range.start >= range.end) fail('is empty');
    if (floorToInterval(range.start, interval) !== range.start)
      fail(`does not start at a ${interval} open time`);
    if (floorToInterval(range.end, interval) !== range.end) fail(`does not end at a ${interval} open time`);
    const before = ascending[index - 1];
    if (before !== undefined && before.end > range.start) fail(`overlaps ${printRange(before)}`);
  }
  return ascending;
}

function misplaced(
  openTimes: Float64Array,
  row: number,
  expected: number,
  range: SettledRange,
  operation: string,
): InvalidKlineBatchError {
  const found = openTimes[row];
  if (found === undefined || found > expected) {
    const message = `the candle of ${printTime(expected)} is missing from the stored range ${printRange(range)}`;
    return new InvalidKlineBatchError(message, { operation, openTime: expected });
  }
  return new InvalidKlineBatchError(`the candle of ${printTime(found)} ${whyNotBehind(openTimes, row)}`, {
    operation,
    openTime: found,
  });
}

/** Why a candle has no place behind the ones before it. */
function whyNotBehind(openTimes: Float64Array, row: number): string {
  const time = openTimes[row] as number;
  const before = openTimes[row - 1];
  if (before === time) return 'is there twice';
  if (before !== undefined && before > time) return `comes after the one of ${printTime(before)}`;
  return 'lies in no stored range, or is not aligned to the interval';
}
