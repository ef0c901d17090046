import {
  BadResponseError,
  floorToInterval,
  type Interval,
  KLINE_COLUMNS,
  type KlineTable,
  nextOpenTime,
  printTime,
  type TimeRange,
} from '@marketloom/exchange';
import type { ResponseContext } from '@marketloom/transport';

/** What candles were asked for, and by whom, for errors. */
export interface AskedCandles extends ResponseContext {
  readonly interval: Interval;
  readonly range: TimeRange;
}

/**
 * The candles of an answer up to the first that does not open on the interval's grid.
 *
 * After an outage an exchange may go on with candles of full length that are counted from the moment of its return: minutes
 * that open at :14.789. Such a candle holds trades of two of the grid's, so none of them can be told from it; the one before
 * the first is cut short where its trades go on in that. They are left out, never moved.
 * @throws {BadResponseError} when there is none before, with the stretch they fill
 */
export function candlesOnGrid(klines: KlineTable, asked: AskedCandles): KlineTable {
  // What is packed was looked at when it was.
  if (klines.packed !== null) return klines;
  const { interval } = asked;
  const { openTimes } = klines;
  const slotOf = (row: number): number => floorToInterval(openTimes[row] as number, interval);
  const isOff = (row: number): boolean => slotOf(row) !== openTimes[row];
  const first = openTimes.findIndex((_, row) => isOff(row));
  if (first < 0) return klines;
  const whole = first > 0 && openTimes[first - 1] === slotOf(first) ? first - 1 : first;
  if (whole > 0) return klines.slice(0, whole);
  let behind = first;
  while (behind < openTimes.length && isOff(behind)) behind += 1;
  const last = nextOpenTime(slotOf(behind - 1), interval);
  const end = Math.min(last, openTimes[behind] ?? last, asked.range.end);
  throw offGridError(klines, first, behind - first, { ...asked, range: { start: asked.range.start, end } });
}

function offGridError(
  klines: KlineTable,
  row: number,
  count: number,
  { exchange, operation, interval, range }: AskedCandles,
): BadResponseError {
  const from = printTime(klines.openTimes[row] as number);
  const what = count === 1 ? `a candle of ${from} does` : `${count} candles from ${from} on do`;
  return new BadResponseError(`${what} not open on the grid of ${interval} candles`, {
    exchange,
    operation,
    path: `$[${row}].openTime`,
    sample: JSON.stringify(KLINE_COLUMNS.map((name) => klines.columns[name]?.[row] ?? null)),
    range,
  });
}
