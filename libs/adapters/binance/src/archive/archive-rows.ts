import {
  BadResponseError,
  floorToInterval,
  type Interval,
  nextOpenTime,
  printTime,
  type TimeRange,
} from '@marketloom/exchange';

/** Where a candle stands in a file. */
export interface ArchiveRow {
  /** Epoch ms; aligned, and inside the file's period. */
  readonly openTime: number;
  /** The bytes of its line, the end exclusive. */
  readonly from: number;
  readonly until: number;
}

/** The rows of a file. */
export interface ArchiveRows {
  /** Ascending, one for each open time. */
  readonly rows: readonly ArchiveRow[];
  /** How many units of the file's times a millisecond is: 1, or 1000 where they are microseconds. */
  readonly unitsPerMs: 1 | 1000;
}

/** Told of every line that cannot be a candle of the file. */
export type OnWrongLine = (line: string) => void;

/** From here on a time is in microseconds: as milliseconds it would lie beyond the year 5000. */
const MICROSECONDS_FROM = 1e14;
const NEWLINE = 10;
const RETURN = 13;
const COMMA = 44;
const ZERO = 48;
const NINE = 57;

/**
 * Finds the rows of a file by their open times. A header line is passed over, whether times are milliseconds or
 * microseconds (as those of spot since 2025 are) is told by the first of them, rows that are out of order are sorted,
 * and of identical rows one stays. Lines whose open time is none of the file's period, in the file's unit and on the
 * interval's grid, are left out and told to `onWrongLine`.
 * https://github.com/binance/binance-public-data#klines
 * @throws {BadResponseError} when two rows with one open time differ
 */
export function findRows(
  csv: Buffer,
  file: {
    readonly name: string;
    readonly interval: Interval;
    readonly period: TimeRange;
    readonly operation: string;
    readonly onWrongLine: OnWrongLine;
  },
): ArchiveRows {
  const { interval, period } = file;
  const rows: ArchiveRow[] = [];
  /** The open times of candles in whose time one off the grid opens. */
  const broken = new Set<number>();
  let unitsPerMs: 1 | 1000 | null = null;
  let isAscending = true;
  let previous = Number.NEGATIVE_INFINITY;
  let next = Number.NaN;
  for (let from = startOfRows(csv), end = 0; from < csv.length; from = end + 1) {
    const newline = csv.indexOf(NEWLINE, from);
    end = newline < 0 ? csv.length : newline;
    const until = csv[end - 1] === RETURN ? end - 1 : end;
    if (until <= from) continue;
    const time = leadingNumber(csv, from, until);
    if (!Number.isNaN(time)) unitsPerMs ??= time >= MICROSECONDS_FROM ? 1000 : 1;
    const openTime = time / (unitsPerMs ?? 1);
    const isRight =
      openTime >= period.start &&
      openTime < period.end &&
      (openTime === next || floorToInterval(openTime, interval) === openTime);
    if (!isRight) {
      file.onWrongLine(csv.toString('latin1', from, until));
      if (openTime >= period.start && openTime < period.end) broken.add(floorToInterval(openTime, interval));
      continue;
    }
    if (openTime <= previous) isAscending = false;
    previous = openTime;
    next = nextOpenTime(openTime, interval);
    rows.push({ openTime, from, until });
  }
  const isWhole = ({ openTime, from, until }: ArchiveRow): boolean => {
    if (!broken.has(openTime)) return true;
    file.onWrongLine(csv.toString('latin1', from, until));
    return false;
  };
  const kept = broken.size === 0 ? rows : rows.filter(isWhole);
  return { rows: isAscending ? kept : sortedOnce(csv, kept, file), unitsPerMs: unitsPerMs ?? 1 };
}

/** Behind the header line, where there is one. */
function startOfRows(csv: Buffer): number {
  const [first = ZERO] = csv;
  if (first >= ZERO && first <= NINE) return 0;
  const newline = csv.indexOf(NEWLINE);
  return newline < 0 ? csv.length : newline + 1;
}

/** The whole number before the first comma of a line; NaN when there is none. */
function leadingNumber(csv: Buffer, from: number, until: number): number {
  let value = 0;
  for (let at = from; at < until; at += 1) {
    const code = csv[at] as number;
    if (code === COMMA) return at > from && at - from < 17 ? value : Number.NaN;
    if (code < ZERO || code > NINE) return Number.NaN;
    value = value * 10 + (code - ZERO);
  }
  return Number.NaN;
}

function sortedOnce(
  csv: Buffer,
  rows: readonly ArchiveRow[],
  { name, operation }: { readonly name: string; readonly operation: string },
): ArchiveRow[] {
  const once: ArchiveRow[] = [];
  for (const row of rows.toSorted((a, b) => a.openTime - b.openTime)) {
    const last = once.at(-1);
    if (last?.openTime !== row.openTime) {
      once.push(row);
      continue;
    }
    if (csv.compare(csv, last.from, last.until, row.from, row.until) === 0) continue;
    const both = [last, row].map(({ from, until }) => csv.toString('latin1', from, until));
    throw new BadResponseError(
      `two different candles of ${printTime(row.openTime)} in the archive's file ${name}`,
      { exchange: 'binance', operation, path: '$', sample: JSON.stringify(both) },
    );
  }
  return once;
}
