import { type ExpectedRows, type KlineDialect, klineRowsIn } from '@marketloom/adapter-kit';
import {
  assertKlines,
  isExchangeError,
  type KlinePage,
  nextOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import { JsonReader } from '@marketloom/transport';
import { type ArchiveRows, findRows, type OnWrongLine } from './archive-rows.ts';

/** The most rows of a page. */
const PAGE_ROWS = 5000;
/** https://github.com/binance/binance-public-data#klines */
const COLUMNS = 12;
const WHOLE = /^\d{1,16}$/;

/** A line as a row of the API's answer: whole numbers in columns 0, 6 and 8, texts of decimals in the rest. */
type KlineRow = readonly unknown[];

/** What is known of a file, and wanted of it. */
export interface ArchiveContent extends ExpectedRows {
  /** How the API words the same rows. */
  readonly dialect: KlineDialect;
  /** For errors. */
  readonly name: string;
  readonly period: TimeRange;
  /** The open times that are wanted, aligned. */
  readonly wanted: TimeRange;
  readonly onWrongLine: OnWrongLine;
}

/**
 * The candles of a file as pages, each a run of candles without a gap. A row that cannot be right counts as a gap, and
 * is told to `onWrongLine`: what a file lacks or has wrong, no page answers for.
 * @throws {BadResponseError} when two rows with one open time differ
 */
export function* archiveFilePages(
  csv: Buffer,
  content: ArchiveContent,
): Generator<KlinePage, void, undefined> {
  const { interval, wanted } = content;
  const found = findRows(csv, content);
  let run: KlineRow[] = [];
  let next = Number.NaN;
  for (const { openTime, from, until } of found.rows) {
    if (openTime < wanted.start || openTime >= wanted.end) continue;
    const line = csv.toString('latin1', from, until);
    const row = readLine(line, openTime, found.unitsPerMs);
    if (row === null) {
      content.onWrongLine(line);
      continue;
    }
    if (openTime !== next || run.length === PAGE_ROWS) {
      yield* soundPages(run, content);
      run = [];
    }
    run.push(row);
    next = nextOpenTime(openTime, interval);
  }
  yield* soundPages(run, content);
}

/** A line as a row of the API's answer; null where it cannot be one. */
function readLine(line: string, openTime: number, unitsPerMs: ArchiveRows['unitsPerMs']): KlineRow | null {
  const row: unknown[] = line.split(',');
  const [closeTime, count] = [row[6], row[8]];
  if (row.length !== COLUMNS || !WHOLE.test(closeTime as string) || !WHOLE.test(count as string)) return null;
  row[0] = openTime;
  row[6] = Math.floor(Number(closeTime) / unitsPerMs);
  row[8] = Number(count);
  return row;
}

/** A run as one page. Where a candle in it is wrong, the halves are looked at, until it stands alone and is left out. */
function* soundPages(
  run: readonly KlineRow[],
  content: ArchiveContent,
): Generator<KlinePage, void, undefined> {
  if (run.length === 0) return;
  const page = pageOf(run, content);
  if (page !== null) {
    yield page;
  } else if (run.length === 1) {
    content.onWrongLine((run[0] as KlineRow).join(','));
  } else {
    const middle = Math.ceil(run.length / 2);
    yield* soundPages(run.slice(0, middle), content);
    yield* soundPages(run.slice(middle), content);
  }
}

function pageOf(run: readonly KlineRow[], content: ArchiveContent): KlinePage | null {
  const { interval } = content;
  const start = (run[0] as KlineRow)[0] as number;
  const range = { start, end: nextOpenTime((run.at(-1) as KlineRow)[0] as number, interval) };
  try {
    const { klines } = klineRowsIn(JsonReader.of(run, content), content.dialect, content);
    assertKlines(klines, { ...content, range });
    return { range, klines };
  } catch (error) {
    if (!isExchangeError(error) || error.kind !== 'badResponse') throw error;
    return null;
  }
}
