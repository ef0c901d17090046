import { multiplyDecimalText } from '@marketloom/adapter-kit';
import {
  ceilToInterval,
  closeTimeOf,
  DECIMAL_COLUMNS,
  type Instrument,
  type Interval,
  type KlinePage,
  nextOpenTime,
  printRange,
  printTime,
  type TimeRange,
} from '@marketloom/exchange';
import type { Bench } from '../harness/bench.ts';
import type { SimulatedCandle } from '../simulation/candle.ts';
import type { SimulatedMarket } from '../simulation/description.ts';
import { cellsFor } from '../simulation/simulation.ts';
import { insist, insistSame } from './check.ts';

/** What is asked for. */
export interface Question {
  readonly market: SimulatedMarket;
  readonly instrument: Instrument;
  readonly interval: Interval;
  readonly range: TimeRange;
}

/** All pages of a range. */
export async function fetchPages({ exchange }: Bench, question: Question): Promise<KlinePage[]> {
  const { instrument, interval, range } = question;
  return Array.fromAsync(exchange.fetchKlines({ symbol: instrument, interval, ...range }));
}

/** How far pages must reach. */
export interface Expectations {
  /** Every candle that opens from here on is open still, or too young to be believed. */
  readonly closedUntil: number;
  /** Pages must reach up to here at least, where the range does. */
  readonly mustReach: number;
}

/**
 * Fetches a range and holds what comes against what there is: pages join without a gap, cover the range and no more, and
 * hold each closed candle once, in order, digit for digit.
 */
export async function checkRange(bench: Bench, question: Question, expected: Expectations): Promise<void> {
  const { interval, range, instrument } = question;
  const what = `${instrument.exchangeSymbol} ${interval} ${printRange(range)}`;
  const aligned = { start: ceilToInterval(range.start, interval), end: ceilToInterval(range.end, interval) };
  const pages = await fetchPages(bench, question);
  const end = insistJoined(pages, aligned.start, what);
  const most = Math.min(aligned.end, expected.closedUntil);
  insist(
    end <= Math.max(most, aligned.start),
    () =>
      `${what}: pages reach up to ${printTime(end)}, though candles are closed and wanted only up to ${printTime(most)}`,
  );
  const candles = bench.server.simulation.candles(question.market, instrument.exchangeSymbol, interval, {
    start: aligned.start,
    end: Math.max(most, aligned.start),
  });
  const newest = candles.at(-1);
  const held = newest === undefined ? aligned.start : nextOpenTime(newest.openTime, interval);
  const least = Math.max(held, Math.min(aligned.end, expected.mustReach));
  if (aligned.start < least) {
    insist(
      end >= least,
      () => `${what}: pages reach up to ${printTime(end)} only, not up to ${printTime(least)}`,
    );
  }
  const truth = candles.filter(({ openTime }) => openTime < end);
  insistCandles(pages, truth, question, what);
}

function insistJoined(pages: readonly KlinePage[], start: number, what: string): number {
  let cursor = start;
  for (const { range, klines } of pages) {
    insist(
      range.start === cursor,
      () => `${what}: a page begins at ${printTime(range.start)}, and ${printTime(cursor)} was expected`,
    );
    insist(range.end > range.start, () => `${what}: a page for the empty range ${printRange(range)}`);
    for (const time of klines.columns.openTime) {
      insist(
        time >= range.start && time < range.end,
        () => `${what}: a candle of ${printTime(time)} in the page for ${printRange(range)}`,
      );
    }
    cursor = range.end;
  }
  return cursor;
}

function insistCandles(
  pages: readonly KlinePage[],
  truth: readonly SimulatedCandle[],
  question: Question,
  what: string,
): void {
  const times = pages.flatMap(({ klines }) => klines.columns.openTime);
  const wanted = truth.map(({ openTime }) => openTime);
  const at = wanted.findIndex((time, index) => times[index] !== time);
  const first = at === -1 ? wanted.length : at;
  insist(times.length === wanted.length && at === -1, () => {
    const [got, due] = [times[first], wanted[first]].map((time) =>
      time === undefined ? 'none' : printTime(time),
    );
    return `${what}: ${times.length} candles instead of ${wanted.length}; candle ${first} is that of ${got}, not of ${due}`;
  });
  insistSame(
    pages.flatMap(({ klines }) => klines.columns.closeTime),
    wanted.map((time) => closeTimeOf(time, question.interval)),
    `${what}: close times`,
  );
  for (const column of VALUES) insistColumn(pages, truth, column, question, what);
}

const VALUES = ['tradeCount', ...DECIMAL_COLUMNS] as const;

function insistColumn(
  pages: readonly KlinePage[],
  truth: readonly SimulatedCandle[],
  column: (typeof VALUES)[number],
  { market, instrument, interval }: Question,
  what: string,
): void {
  const klines =
    market.klines.find(({ dialect }) => Object.hasOwn(dialect.intervals, interval)) ?? market.klines[0];
  const expected = market.instruments.find(
    ({ exchangeSymbol }) => exchangeSymbol === instrument.exchangeSymbol,
  );
  if (klines === undefined || expected === undefined) return;
  const cells = cellsFor(klines, market, expected);
  const columns = pages.filter((page) => page.klines.length > 0).map((page) => page.klines.columns[column]);
  if (cells[column] === undefined && market.toldElsewhere?.includes(column) === true) {
    insistWhereTold(pages, truth, column, what);
    return;
  }
  if (cells[column] === undefined) {
    insist(
      columns.every((values) => values === null),
      () => `${what}: ${column} is told, which the exchange does not tell`,
    );
    return;
  }
  const isCounted = (cells.contracts as readonly string[] | undefined)?.includes(column) === true;
  const size = isCounted ? (expected.contractSize ?? null) : null;
  if (isCounted && size === null) {
    insist(
      columns.every((part) => part === null),
      () => `${what}: ${column} is told, though what a contract stands for is not known`,
    );
    return;
  }
  const values = columns.flatMap((part) => (part ?? []).map(String));
  const due = truth.map((candle) =>
    size === null ? candle[column] : multiplyDecimalText(candle[column], size),
  );
  const wrong = due.findIndex((text, index) => values[index] !== text);
  insist(wrong === -1, () => {
    const time = printTime(truth[wrong]?.openTime ?? 0);
    return `${what}: ${column} of ${time} is ${values[wrong] ?? 'null'}, where ${due[wrong]} was sent`;
  });
}

/** A column that only some candles have: those that have it have what is right. */
function insistWhereTold(
  pages: readonly KlinePage[],
  truth: readonly SimulatedCandle[],
  column: (typeof VALUES)[number],
  what: string,
): void {
  const due = new Map(truth.map((candle) => [candle.openTime, candle[column]]));
  for (const { klines } of pages) {
    const { columns } = klines;
    columns.openTime.forEach((openTime, row) => {
      const value = columns[column]?.[row];
      insist(
        value === undefined || String(value) === due.get(openTime),
        () => `${what}: ${column} of ${printTime(openTime)} is ${value}, not ${due.get(openTime)}`,
      );
    });
  }
}
