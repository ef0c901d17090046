import { compareDecimalText, isDecimalText } from './decimal-text.ts';
import { BadResponseError } from './errors/bad-response-error.ts';
import type { Interval } from './interval.ts';
import { floorToInterval, nextOpenTime } from './interval-arithmetic.ts';
import { KLINE_COLUMNS, type KlineColumn, type KlineTable } from './kline-table.ts';
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

const DECIMAL_COLUMNS = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'quoteVolume',
  'takerBuyVolume',
  'takerBuyQuoteVolume',
] as const;

/**
 * Makes sure that candles are what they must be: ascending without a double, aligned to the interval, inside the range,
 * closing when the interval says, all decimals plain and none negative, no price beyond high and low, whole trade
 * counts. Made for each page that arrives: no `Big` is made.
 * @throws {BadResponseError} naming the first row and column at fault, with the row as a sample
 */
export function assertKlines(table: KlineTable, expected: ExpectedKlines): void {
  const { columns, length } = table;
  const { openTime, open, high, low, close } = columns;
  const fail = (row: number, column: KlineColumn, fault: string): never => {
    const sample = KLINE_COLUMNS.map((name) => columns[name]?.[row] ?? null);
    throw new BadResponseError(`${column} ${fault}`, {
      exchange: expected.exchange,
      operation: expected.operation,
      path: `$[${row}].${column}`,
      sample: JSON.stringify(sample),
    });
  };

  assertTimes(table, expected, fail);
  for (const name of DECIMAL_COLUMNS) {
    const column = columns[name];
    for (let row = 0; column !== null && row < length; row += 1) {
      const value = column[row] as string;
      if (typeof value !== 'string' || !isDecimalText(value)) fail(row, name, 'is not a plain decimal');
      if (value.startsWith('-')) fail(row, name, 'is negative');
    }
  }
  for (let row = 0; row < length; row += 1) {
    const top = high[row] as string;
    const bottom = low[row] as string;
    for (const [name, column] of [
      ['open', open],
      ['close', close],
    ] as const) {
      if (compareDecimalText(column[row] as string, top) > 0) fail(row, name, 'is above high');
      if (compareDecimalText(column[row] as string, bottom) < 0) fail(row, name, 'is below low');
    }
  }
  const counts = columns.tradeCount;
  for (let row = 0; counts !== null && row < openTime.length; row += 1) {
    const count = counts[row] as number;
    if (!Number.isSafeInteger(count) || count < 0) fail(row, 'tradeCount', 'is not a count');
  }
}

function assertTimes(
  { columns: { openTime, closeTime } }: KlineTable,
  { interval, range }: ExpectedKlines,
  fail: (row: number, column: KlineColumn, fault: string) => never,
): void {
  let previous = Number.NEGATIVE_INFINITY;
  let next = Number.NaN;
  for (let row = 0; row < openTime.length; row += 1) {
    const open = openTime[row] as number;
    if (!Number.isSafeInteger(open)) fail(row, 'openTime', 'is not in whole milliseconds');
    if (!(open >= range.start && open < range.end)) fail(row, 'openTime', `is outside ${printRange(range)}`);
    if (open <= previous) fail(row, 'openTime', `does not come after ${printTime(previous)}`);
    // The open time after an aligned one is aligned: only the first row and rows after a gap need the calendar.
    if (open !== next && floorToInterval(open, interval) !== open) {
      fail(row, 'openTime', `is not the open time of a ${interval} candle`);
    }
    previous = open;
    next = nextOpenTime(open, interval);
    if (closeTime[row] !== next - 1) fail(row, 'closeTime', `is not ${printTime(next - 1)}`);
  }
}
