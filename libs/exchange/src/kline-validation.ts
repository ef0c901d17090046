import { compareDecimalText, isDecimalText } from './decimal-text.ts';
import { BadResponseError } from './errors/bad-response-error.ts';
import type { Interval } from './interval.ts';
import { floorToInterval, nextOpenTime } from './interval-arithmetic.ts';
import { KLINE_COLUMNS, type KlineColumn, type KlineColumns, type KlineTable } from './kline-table.ts';
import { isPlainlyGood } from './packed-validation.ts';
import { printTime } from './print-time.ts';
import { printRange, type TimeRange } from './time-range.ts';

/** What a page of klines was asked for. */
export interface ExpectedKlines {
  readonly interval: Interval;
  /** Each open time lies in here. */
  readonly range: TimeRange;
  /** The exchange's id, for the error. */
  readonly exchange: string;
  /** What was being done, for the error. */
  readonly operation: string;
}

type Fail = (row: number, column: KlineColumn, fault: string) => never;

/**
 * Makes sure that candles are what they must be: ascending without a double, aligned to the interval, inside the range,
 * closing when the interval says, all decimals plain and none negative, no price beyond high and low, trade counts
 * whole. Cheap enough for every page: no `Big` is made, and of a packed table that is good, no text.
 * @throws {BadResponseError} naming the first row and column at fault, with the row as a sample
 */
export function assertKlines(klines: KlineTable, expected: ExpectedKlines): void {
  const { columns, packed } = klines;
  const fail: Fail = (row, column, fault) => {
    const sample = KLINE_COLUMNS.map((name) => columns[name]?.[row] ?? null);
    throw new BadResponseError(`${column} ${fault}`, {
      exchange: expected.exchange,
      operation: expected.operation,
      path: `$[${row}].${column}`,
      sample: JSON.stringify(sample),
    });
  };
  assertTimes(klines, expected, fail);
  if (packed === null || !isPlainlyGood(packed)) assertTexts(columns, fail);
  const { tradeCounts } = klines;
  for (let row = 0; row < tradeCounts.length; row += 1) {
    const count = tradeCounts[row] as number;
    if (!Number.isSafeInteger(count) || count < 0) fail(row, 'tradeCount', 'is not a count');
  }
}

/** The values of the decimals, by their text. */
function assertTexts(columns: KlineColumns, fail: Fail): void {
  assertDecimals('open', columns.open, fail);
  assertDecimals('high', columns.high, fail);
  assertDecimals('low', columns.low, fail);
  assertDecimals('close', columns.close, fail);
  assertDecimals('volume', columns.volume ?? [], fail);
  assertDecimals('quoteVolume', columns.quoteVolume ?? [], fail);
  assertDecimals('takerBuyVolume', columns.takerBuyVolume ?? [], fail);
  assertDecimals('takerBuyQuoteVolume', columns.takerBuyQuoteVolume ?? [], fail);
  assertPrices(columns, fail);
}

function assertTimes(klines: KlineTable, { interval, range }: ExpectedKlines, fail: Fail): void {
  const { openTimes, closeTimes } = klines;
  let previous = Number.NEGATIVE_INFINITY;
  let next = Number.NaN;
  // A plain loop: what a closure changes is boxed, once for each candle.
  for (let row = 0; row < openTimes.length; row += 1) {
    const open = openTimes[row] as number;
    if (!(open >= range.start && open < range.end)) fail(row, 'openTime', `is outside ${printRange(range)}`);
    if (open <= previous) fail(row, 'openTime', `does not come after ${printTime(previous)}`);
    // The open time after an aligned one is aligned: only the first row and rows after a gap need the calendar.
    if (open !== next && floorToInterval(open, interval) !== open) {
      fail(row, 'openTime', `is not the open time of a ${interval} candle`);
    }
    previous = open;
    next = nextOpenTime(open, interval);
    if (closeTimes[row] !== next - 1) fail(row, 'closeTime', `is not ${printTime(next - 1)}`);
  }
}

function assertDecimals(name: KlineColumn, column: readonly string[], fail: Fail): void {
  column.forEach((value, row) => {
    if (typeof value !== 'string' || !isDecimalText(value)) fail(row, name, 'is not a plain decimal');
    if (value.startsWith('-')) fail(row, name, 'is negative');
  });
}

function assertPrices({ open, high, low, close }: KlineColumns, fail: Fail): void {
  high.forEach((top, row) => {
    const bottom = low[row] as string;
    const first = open[row] as string;
    const last = close[row] as string;
    if (compareDecimalText(top, bottom) < 0) fail(row, 'high', 'is below low');
    if (compareDecimalText(first, top) > 0) fail(row, 'open', 'is above high');
    if (compareDecimalText(first, bottom) < 0) fail(row, 'open', 'is below low');
    if (compareDecimalText(last, top) > 0) fail(row, 'close', 'is above high');
    if (compareDecimalText(last, bottom) < 0) fail(row, 'close', 'is below low');
  });
}
