import {
  compareDecimalText,
  type ExchangeInterface,
  intersectRanges,
  KLINE_COLUMNS,
  type KlineColumns,
  type KlineTable,
  mergeRanges,
  nextOpenTime,
  shiftOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import type { Database, KlineValueColumn } from '@marketloom/storage';
import type { Series } from './ingest-summary.ts';
import { fetchWindow } from './fetch-window.ts';
import { WindowPlan } from './window-plan.ts';

/**
 * Stored candles, side by side, that are not what the exchange answers now:
 * - `differs`: the same columns have other values
 * - `withdrawn`: the exchange has no such candles
 * - `absent`: the exchange has them, and they are not stored, though the ledger has them as stored or empty
 */
export interface SampleFinding {
  readonly kind: 'sample';
  readonly fault: 'differs' | 'withdrawn' | 'absent';
  readonly range: TimeRange;
  readonly candles: number;
  /** Of the first one, epoch ms. */
  readonly openTime: number;
  readonly columns: readonly KlineValueColumn[];
}

const COLUMNS: readonly KlineValueColumn[] = KLINE_COLUMNS.filter(
  (name) => name !== 'openTime' && name !== 'closeTime',
);

/** What a comparison came to. */
export interface SampleResult {
  readonly findings: readonly SampleFinding[];
  /** How many of the exchange's candles were compared. */
  readonly candles: number;
  /** Answers of the exchange. */
  readonly requests: number;
}

/**
 * Asks the exchange again for one page of a settled range, and compares.
 * @throws {ExchangeError}
 * @throws {StorageError}
 */
export async function compareSample(
  exchange: ExchangeInterface,
  { klines }: Pick<Database, 'klines'>,
  series: Series,
  range: TimeRange,
  signal: AbortSignal,
): Promise<SampleResult> {
  const { entry, interval } = series;
  const answer = await fetchWindow(exchange, series, { ...range, range }, signal);
  const error = answer.error ?? answer.spoilt[0]?.error;
  if (error !== undefined) throw error;
  const answered = { start: range.start, end: Math.min(range.end, answer.position) };
  const stored = new Map<number, CandleAt>();
  for await (const table of klines.rows(entry.id, interval, answered, { signal })) collect(table, stored);
  const sent = new Map<number, CandleAt>();
  for (const page of answer.pages) collect(page.klines, sent);
  const findings: SampleFinding[] = [];
  const find = (openTime: number, fault: SampleFinding['fault'], columns: SampleFinding['columns']): void => {
    const candle = { start: openTime, end: nextOpenTime(openTime, interval) };
    findings.push({ kind: 'sample', fault, range: candle, candles: 1, openTime, columns });
  };
  for (const [openTime, candle] of sent) {
    const other = stored.get(openTime);
    if (other === undefined) find(openTime, 'absent', []);
    else {
      const columns = COLUMNS.filter((name) => differs(valueOf(candle, name), valueOf(other, name)));
      if (columns.length > 0) find(openTime, 'differs', columns);
    }
  }
  for (const openTime of stored.keys()) if (!sent.has(openTime)) find(openTime, 'withdrawn', []);
  findings.sort((a, b) => a.openTime - b.openTime);
  return { findings: joinRuns(findings), candles: sent.size, requests: answer.pages.length };
}

/** Neighbours of one fault as one. @param findings ascending */
function joinRuns(findings: readonly SampleFinding[]): SampleFinding[] {
  const joined: SampleFinding[] = [];
  for (const one of findings) {
    const last = joined.at(-1);
    const continues =
      last?.range.end === one.range.start &&
      last.fault === one.fault &&
      `${last.columns}` === `${one.columns}`;
    if (last !== undefined && continues) {
      const range = { start: last.range.start, end: one.range.end };
      joined[joined.length - 1] = { ...last, range, candles: last.candles + 1 };
    } else joined.push(one);
  }
  return joined;
}

interface CandleAt {
  readonly columns: KlineColumns;
  readonly row: number;
}

function collect({ columns }: KlineTable, into: Map<number, CandleAt>): void {
  columns.openTime.forEach((openTime, row) => into.set(openTime, { columns, row }));
}

function valueOf({ columns, row }: CandleAt, name: KlineValueColumn): string | null {
  const value = columns[name]?.[row];
  return value === undefined ? null : String(value);
}

/** Only what both sides know is compared; digits after the last that counts make no difference. */
function differs(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && compareDecimalText(a, b) !== 0;
}

/**
 * The pages of a series to ask for again: the newest one, and others anywhere. Ascending, without overlaps.
 * @param stored ranges of which the ledger says that candles are stored, or that there are none
 * @param pages how many at most
 * @param random from 0 up to 1, as `Math.random`
 */
export function sampleRanges(
  stored: readonly TimeRange[],
  { interval }: Series,
  options: { readonly pages: number; readonly pageLimit: number; readonly random: () => number },
): TimeRange[] {
  const { pages, pageLimit, random } = options;
  const newest = stored.at(-1);
  if (newest === undefined) return [];
  const picked = [Math.max(newest.start, shiftOpenTime(newest.end, interval, -pageLimit))];
  const totalMs = stored.reduce((sum, { start, end }) => sum + end - start, 0);
  while (picked.length < pages) {
    let offset = random() * totalMs;
    const range = stored.find(({ start, end }) => (offset -= end - start) < 0) ?? newest;
    picked.push(nextOpenTime(range.end + offset, interval));
  }
  const pagesAt = picked.map((start) => ({ start, end: shiftOpenTime(start, interval, pageLimit) }));
  const within = pagesAt.flatMap((range) => intersectRanges([range], stored).slice(0, 1));
  // Those that overlap are asked for as one, so that no candle is looked at twice.
  const plan = new WindowPlan(mergeRanges(within), interval, pageLimit);
  const ranges: TimeRange[] = [];
  for (let page = plan.next(); page; page = plan.next()) ranges.push({ start: page.start, end: page.end });
  return ranges;
}
