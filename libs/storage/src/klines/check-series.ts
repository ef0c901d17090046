import {
  alignRange,
  countCandles,
  type Interval,
  intersectRanges,
  nextOpenTime,
  subtractRanges,
  type TimeRange,
} from '@marketloom/exchange';
import type { Queryable } from '../connection/connection.ts';
import { openTimeAfter, openTimeOf } from '../sql/candle-grid.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import { findLedgerFaults } from './check-ledger.ts';
import type { LedgerSeries } from './coverage-ledger.ts';
import { FindingCollector } from './finding-collector.ts';
import type { KlineCheckOptions, KlineFindings, KlineValues } from './kline-finding.ts';
import { seriesSlices } from './series-slices.ts';
import { parseValues, valuesOf } from './value-sql.ts';

/** The faults that a row can have, by the bit that tells them. */
const ROW_FAULTS = [
  { bit: 1, kind: 'misaligned', condition: 'open_time <> bucket' },
  {
    bit: 2,
    kind: 'prices',
    condition: 'NOT (low > 0 AND open >= low AND close >= low AND open <= high AND close <= high)',
  },
  {
    bit: 4,
    kind: 'volumes',
    condition: `volume < 0 OR quote_volume < 0 OR trade_count < 0 OR taker_buy_volume < 0 OR taker_buy_quote_volume < 0
      OR taker_buy_volume > volume`,
  },
] as const;

const MISALIGNED: number = ROW_FAULTS[0].bit;

/** Rows of a series that lie side by side and have the same faults. */
interface RowRun {
  /** Of whole candles. */
  readonly range: TimeRange;
  readonly rows: number;
  readonly faults: number;
  /** Of the first row, epoch ms. */
  readonly openTime: number;
  /** Of the first row; null without a fault. */
  readonly values: KlineValues | null;
}

/** What one statement sees of a slice: rows and ledger as they are at one time. */
interface Slice {
  readonly runs: readonly RowRun[];
  /** What the ledger calls stored, of whole candles. */
  readonly stored: readonly TimeRange[];
}

/**
 * Compares the stored rows of a series with the interval's grid, with themselves and with the ledger.
 * @param range all of it, when left out
 */
export async function checkSeries(
  queryable: Queryable,
  series: LedgerSeries,
  range: TimeRange | undefined,
  { most, signal }: KlineCheckOptions,
): Promise<KlineFindings> {
  const collector = new FindingCollector(most);
  await findLedgerFaults(queryable, series, range, collector);
  for await (const slice of seriesSlices(queryable, series, { range, signal })) {
    const seen = await readSlice(queryable, series, slice);
    addRowFaults(seen.runs, collector);
    addLedgerDifferences(seen, series.interval, collector);
  }
  return collector.findings();
}

function addRowFaults(runs: readonly RowRun[], collector: FindingCollector): void {
  for (const { range, rows, faults, openTime, values } of runs) {
    collector.looked(rows);
    if (values === null) continue;
    for (const { bit, kind } of ROW_FAULTS) {
      if ((faults & bit) !== 0) collector.add({ kind, range, candles: rows, openTime, values });
    }
  }
}

function addLedgerDifferences(
  { runs, stored }: Slice,
  interval: Interval,
  collector: FindingCollector,
): void {
  // A row off the grid stands for no candle.
  const there = runs.filter(({ faults }) => (faults & MISALIGNED) === 0).map(({ range }) => range);
  const add = (kind: 'notStored' | 'notSettled', ranges: readonly TimeRange[]): void => {
    for (const range of ranges)
      collector.add({ kind, range, candles: countCandles(range, interval), openTime: range.start });
  };
  add('notStored', subtractRanges(stored, there));
  add('notSettled', subtractRanges(there, stored));
}

/** A row where a run begins or ends, or a range that the ledger calls stored. */
interface SliceRow {
  /** Counts the rows of the slice from 1; null for the ledger. */
  readonly place: string | null;
  /** Of a row: the open time of the candle that it would belong to. */
  readonly start: string;
  /** Of the ledger alone. */
  readonly end: string | null;
  readonly begins: boolean;
  readonly finishes: boolean;
  readonly faults: number;
  readonly open_time: string | null;
  readonly values: string | null;
}

async function readSlice(
  queryable: Queryable,
  { symbolId, interval }: LedgerSeries,
  slice: TimeRange,
): Promise<Slice> {
  const { rows } = await queryable.query<SliceRow>(selectSlice(interval), [
    symbolId,
    interval,
    new Date(slice.start).toISOString(),
    new Date(slice.end).toISOString(),
  ]);
  const ledger = rows.filter(({ place }) => place === null);
  const stored = ledger.map(({ start, end }) =>
    alignRange({ start: Number(start), end: Number(end) }, interval),
  );
  return {
    runs: runsOf(
      rows.filter(({ place }) => place !== null),
      interval,
    ),
    stored: intersectRanges(stored, [slice]),
  };
}

/** Rows and ledger in one statement, so that a write that is committed meanwhile does not look like a fault. */
function selectSlice(interval: Interval): string {
  const faults = ROW_FAULTS.map(({ bit, condition }) => `CASE WHEN ${condition} THEN ${bit} ELSE 0 END`);
  // Rows come in order, and one that follows is of the same candle or of the next one.
  return `
    WITH gridded AS (
      SELECT *, ${openTimeOf('open_time', interval)} AS bucket FROM klines
      WHERE symbol_id = $1 AND interval = $2 AND open_time >= $3 AND open_time < $4),
    judged AS (SELECT *, ${faults.join(' + ')} AS faults FROM gridded),
    placed AS (
      SELECT *, row_number() OVER candles AS place,
        lag(bucket) OVER candles AS bucket_before, lag(faults) OVER candles AS faults_before,
        lead(bucket) OVER candles AS bucket_after, lead(faults) OVER candles AS faults_after
      FROM judged WINDOW candles AS (ORDER BY open_time)),
    ends AS (
      SELECT *,
        faults_before IS DISTINCT FROM faults OR bucket > ${openTimeAfter('bucket_before', interval)} AS begins,
        faults_after IS DISTINCT FROM faults OR bucket_after > ${openTimeAfter('bucket', interval)} AS finishes
      FROM placed)
    SELECT place::text AS place, ${epochMs('bucket')} AS start, NULL AS end, begins, finishes, faults,
      (extract(epoch FROM open_time) * 1000)::text AS open_time,
      CASE WHEN begins AND faults > 0 THEN ${valuesOf('ends.')} END AS values
    FROM ends WHERE begins OR finishes
    UNION ALL
    SELECT NULL, ${epochMs('range_start')}, ${epochMs('range_end')}, NULL, NULL, NULL, NULL, NULL
    FROM kline_coverage
    WHERE symbol_id = $1 AND interval = $2 AND status = 'stored' AND range_start < $4 AND range_end > $3`;
}

function runsOf(rows: readonly SliceRow[], interval: Interval): RowRun[] {
  const ascending = rows.toSorted((a, b) => Number(a.place) - Number(b.place));
  const runs: RowRun[] = [];
  let first: SliceRow | null = null;
  for (const row of ascending) {
    if (row.begins) first = row;
    if (!row.finishes || first === null) continue;
    runs.push({
      range: { start: Number(first.start), end: nextOpenTime(Number(row.start), interval) },
      rows: Number(row.place) - Number(first.place) + 1,
      faults: row.faults,
      openTime: Number(first.open_time),
      values: first.values === null ? null : parseValues(first.values),
    });
  }
  return runs;
}
