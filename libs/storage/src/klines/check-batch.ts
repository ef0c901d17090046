import {
  floorToInterval,
  type Interval,
  intervalMs,
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
  const { openTime } = batch.klines.columns;
  const step = intervalMs(interval);
  let row = 0;
  for (const range of settled) {
    if (range.status !== 'stored') continue;
    for (let expected = range.start; expected < range.end; row += 1) {
      if (openTime[row] !== expected) throw misplaced(openTime, row, expected, range, operation);
      expected = step === null ? nextOpenTime(expected, interval) : expected + step;
    }
  }
  if (row < openTime.length) {
    const time = openTime[row] as number;
    throw new InvalidKlineBatchError(`the candle of ${printTime(time)} ${whyNotBehind(openTime, row)}`, {
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
  openTime: readonly number[],
  row: number,
  expected: number,
  range: SettledRange,
  operation: string,
): InvalidKlineBatchError {
  const found = openTime[row];
  if (found === undefined || found > expected) {
    const message = `the candle of ${printTime(expected)} is missing from the stored range ${printRange(range)}`;
    return new InvalidKlineBatchError(message, { operation, openTime: expected });
  }
  return new InvalidKlineBatchError(`the candle of ${printTime(found)} ${whyNotBehind(openTime, row)}`, {
    operation,
    openTime: found,
  });
}

/** Why a candle has no place behind the ones before it. */
function whyNotBehind(openTime: readonly number[], row: number): string {
  const time = openTime[row] as number;
  const before = openTime[row - 1];
  if (before === time) return 'is there twice';
  if (before !== undefined && before > time) return `comes after the one of ${printTime(before)}`;
  return 'lies in no stored range, or is not aligned to the interval';
}
