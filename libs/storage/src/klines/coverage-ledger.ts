import { type Interval, intersectRanges, type TimeRange } from '@marketloom/exchange';
import type { Queryable, Session } from '../connection/connection.ts';
import { seriesLockKey } from './lock-keys.ts';
import { coverageChanges, keepSettledAt, paintCoverage } from './paint-coverage.ts';
import type { SettledRange, SettledStatus } from './settled-range.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import { WithdrawnKlinesError } from './withdrawn-klines-error.ts';

/** A series as the ledger knows it. */
export interface LedgerSeries {
  readonly symbolId: number;
  readonly interval: Interval;
}

interface CoverageRow {
  readonly range_start: string;
  readonly range_end: string;
  readonly status: SettledStatus;
  readonly reason: string | null;
  readonly settled_at: string;
}

const iso = (time: number): string => new Date(time).toISOString();

/** Columns of kline_coverage, and the range that they make. */
export const COVERAGE_COLUMNS: string = `${epochMs('range_start')} AS range_start, ${epochMs('range_end')} AS range_end,
  status, reason, ${epochMs('settled_at')} AS settled_at`;

/** What a row of {@link COVERAGE_COLUMNS} says. */
export function settledRangeOf(row: CoverageRow): SettledRange {
  return {
    start: Number(row.range_start),
    end: Number(row.range_end),
    status: row.status,
    reason: row.reason,
    settledAt: Number(row.settled_at),
  };
}

/** The rows of a series: $1 is the symbol, $2 the interval. */
const OF_SERIES = 'symbol_id = $1 AND interval = $2';
/**
 * Those of them that overlap or touch the range from $3 to $4. The rows do not overlap, so that of those that start
 * earlier only the last can reach into the range.
 */
const NEAR_RANGE = `${OF_SERIES} AND range_start <= $4 AND range_start >= coalesce(
  (SELECT max(range_start) FROM kline_coverage WHERE ${OF_SERIES} AND range_start < $3), '-infinity') AND range_end >= $3`;
/** Rows as they come as JSON, in $${parameter}. */
const rowsFrom = (parameter: number): string =>
  `jsonb_to_recordset($${parameter}::text::jsonb) AS given
     (range_start timestamptz, range_end timestamptz, status text, reason text, settled_at timestamptz)`;

/** Writes the rows of $${parameter}. */
const insertRows = (parameter: number): string =>
  `INSERT INTO kline_coverage (symbol_id, interval, range_start, range_end, status, reason, settled_at)
   SELECT $1::integer, $2::text, range_start, range_end, status, reason, coalesce(settled_at, now())
   FROM ${rowsFrom(parameter)}`;

const selectCoverage = (where: string): string =>
  `SELECT ${COVERAGE_COLUMNS} FROM kline_coverage WHERE ${where} ORDER BY kline_coverage.range_start`;

/** The ranges of the ledger that overlap or touch a range, ascending; all of them when it is null. */
export async function readCoverage(
  queryable: Queryable,
  { symbolId, interval }: LedgerSeries,
  range: TimeRange | null,
): Promise<SettledRange[]> {
  const { rows } =
    range === null
      ? await queryable.query<CoverageRow>(selectCoverage(OF_SERIES), [symbolId, interval])
      : await queryable.query<CoverageRow>(selectCoverage(NEAR_RANGE), [
          symbolId,
          interval,
          iso(range.start),
          iso(range.end),
        ]);
  return rows.map(settledRangeOf);
}

/** All rows of a ledger that may be faulty, ascending by start; times with the fractions of a millisecond that they have. */
export async function readExactCoverage(
  queryable: Queryable,
  { symbolId, interval }: LedgerSeries,
): Promise<SettledRange[]> {
  const exactMs = (column: string): string => `(extract(epoch from ${column}) * 1000)::text AS ${column}`;
  const { rows } = await queryable.query<CoverageRow>(
    `SELECT ${exactMs('range_start')}, ${exactMs('range_end')}, status, reason, ${epochMs('settled_at')} AS settled_at
     FROM kline_coverage WHERE ${OF_SERIES} ORDER BY kline_coverage.range_start`,
    [symbolId, interval],
  );
  return rows.map(settledRangeOf);
}

/** Makes a ledger say this and nothing else. Runs behind {@link lockLedger}. */
export async function rewriteLedger(
  session: Session,
  { symbolId, interval }: LedgerSeries,
  coverage: readonly SettledRange[],
): Promise<void> {
  await session.query(`DELETE FROM kline_coverage WHERE ${OF_SERIES}`, [symbolId, interval]);
  await session.query(insertRows(3), [symbolId, interval, asRows(coverage)]);
}

/** Makes other transactions that change the ledger of the series wait until the end of this one. */
export async function lockLedger(session: Session, { symbolId, interval }: LedgerSeries): Promise<void> {
  await session.query('SELECT pg_advisory_xact_lock($1)', [seriesLockKey('ledger', symbolId, interval)]);
}

/** How a batch is laid over the ledger. */
export interface SettleOptions {
  /** For errors. */
  readonly operation: string;
  /** Whether what was stored may have no candle from now on. */
  readonly mayWithdraw: boolean;
}

/**
 * Lays settled ranges over the ledger of a series. Runs in a transaction; other transactions that change the same
 * ledger wait until its end, so nothing that may wait for them is to be done behind it.
 * @param settled ascending, without overlaps, not empty
 * @throws {WithdrawnKlinesError} when what is stored is to be settled as having no candle, and may not
 */
export async function settle(
  session: Session,
  series: LedgerSeries,
  settled: readonly SettledRange[],
  { operation, mayWithdraw }: SettleOptions,
): Promise<void> {
  await lockLedger(session, series);
  const before = await confirmCoverage(session, series, settled);
  const withdrawn = intersectRanges(
    before.filter(({ status }) => status === 'stored'),
    settled.filter(({ status }) => status !== 'stored'),
  );
  if (withdrawn.length > 0 && !mayWithdraw) throw new WithdrawnKlinesError(withdrawn, { operation });
  await changeLedger(session, series, { before, after: paintCoverage(before, settled), settled });
}

/**
 * Reads the ledger around settled ranges, and notes the time in those of its rows whose last candle they settle again;
 * what comes back is as it was before.
 */
async function confirmCoverage(
  session: Session,
  { symbolId, interval }: LedgerSeries,
  settled: readonly SettledRange[],
): Promise<SettledRange[]> {
  const { rows } = await session.query<CoverageRow>(
    `WITH confirmed AS (
       UPDATE kline_coverage SET settled_at = now() WHERE ${NEAR_RANGE} AND EXISTS (
         SELECT FROM ${rowsFrom(5)}
         WHERE given.range_start < kline_coverage.range_end AND given.range_end >= kline_coverage.range_end))
     ${selectCoverage(NEAR_RANGE)}`,
    [
      symbolId,
      interval,
      iso((settled[0] as SettledRange).start),
      iso((settled.at(-1) as SettledRange).end),
      asRows(settled),
    ],
  );
  return rows.map(settledRangeOf);
}

/**
 * Writes what differs between two states of a ledger. Runs behind {@link lockLedger}.
 * @param change `settled` is what has just been settled; rows that end elsewhere keep their `settledAt`
 * @returns how many rows were written
 */
export async function changeLedger(
  session: Session,
  { symbolId, interval }: LedgerSeries,
  change: {
    readonly before: readonly SettledRange[];
    readonly after: readonly SettledRange[];
    readonly settled: readonly SettledRange[];
  },
): Promise<number> {
  const { removed, written } = coverageChanges(change.before, change.after);
  if (removed.length + written.length === 0) return 0;
  await session.query(
    `WITH removed AS (
       DELETE FROM kline_coverage WHERE ${OF_SERIES}
         AND range_start IN (SELECT value::timestamptz FROM jsonb_array_elements_text($3::text::jsonb)))
     ${insertRows(4)}
     ON CONFLICT (symbol_id, interval, range_start) DO UPDATE SET range_end = EXCLUDED.range_end,
       status = EXCLUDED.status, reason = EXCLUDED.reason, settled_at = EXCLUDED.settled_at`,
    [
      symbolId,
      interval,
      JSON.stringify(removed.map(iso)),
      asRows(keepSettledAt(written, change.before, change.settled)),
    ],
  );
  return written.length;
}

function asRows(ranges: readonly SettledRange[]): string {
  return JSON.stringify(
    ranges.map(({ start, end, status, reason = null, settledAt }) => ({
      range_start: iso(start),
      range_end: iso(end),
      status,
      reason,
      settled_at: settledAt === undefined ? null : iso(settledAt),
    })),
  );
}
