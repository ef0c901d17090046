import { type Interval, intersectRanges, type TimeRange } from '@marketloom/exchange';
import type { Queryable, Session } from '../connection/connection.ts';
import { seriesLockKey } from './lock-keys.ts';
import { coverageChanges, paintCoverage } from './paint-coverage.ts';
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
}

const iso = (time: number): string => new Date(time).toISOString();

/** Columns of kline_coverage, and the range that they make. */
export const COVERAGE_COLUMNS: string = `${epochMs('range_start')} AS range_start, ${epochMs('range_end')} AS range_end, status, reason`;

/** What a row of {@link COVERAGE_COLUMNS} says. */
export function settledRangeOf(row: CoverageRow): SettledRange {
  return {
    start: Number(row.range_start),
    end: Number(row.range_end),
    status: row.status,
    reason: row.reason,
  };
}

/** The ranges of the ledger that overlap or touch a range, ascending; all of them when it is null. */
export async function readCoverage(
  queryable: Queryable,
  { symbolId, interval }: LedgerSeries,
  range: TimeRange | null,
): Promise<SettledRange[]> {
  // The rows do not overlap, so that of those that start earlier only the last can reach into the range.
  const bounds =
    range === null
      ? ''
      : `AND range_start <= $4 AND range_start >= coalesce(
           (SELECT max(range_start) FROM kline_coverage WHERE symbol_id = $1 AND interval = $2 AND range_start < $3),
           '-infinity') AND range_end >= $3`;
  const { rows } = await queryable.query<CoverageRow>(
    `SELECT ${COVERAGE_COLUMNS} FROM kline_coverage WHERE symbol_id = $1 AND interval = $2 ${bounds}
     ORDER BY kline_coverage.range_start`,
    [symbolId, interval, ...(range === null ? [] : [iso(range.start), iso(range.end)])],
  );
  return rows.map(settledRangeOf);
}

/**
 * Lays settled ranges over the ledger of a series. Runs in a transaction; other transactions that change the same
 * ledger wait until its end, so nothing that may wait for them is to be done behind it.
 * @param settled ascending, without overlaps, not empty
 * @throws {WithdrawnKlinesError} when what is stored is to be settled as having no candle
 */
export async function settle(
  session: Session,
  series: LedgerSeries,
  settled: readonly SettledRange[],
  operation: string,
): Promise<void> {
  const { symbolId, interval } = series;
  const whole = { start: (settled[0] as SettledRange).start, end: (settled.at(-1) as SettledRange).end };
  await session.query('SELECT pg_advisory_xact_lock($1)', [seriesLockKey('ledger', symbolId, interval)]);
  const before = await readCoverage(session, series, whole);
  const withdrawn = intersectRanges(
    before.filter(({ status }) => status === 'stored'),
    settled.filter(({ status }) => status !== 'stored'),
  );
  if (withdrawn.length > 0) throw new WithdrawnKlinesError(withdrawn, { operation });
  const { removed, written } = coverageChanges(before, paintCoverage(before, settled));
  if (removed.length > 0) {
    await session.query(
      `DELETE FROM kline_coverage WHERE symbol_id = $1 AND interval = $2
       AND range_start IN (SELECT value::timestamptz FROM jsonb_array_elements_text($3::text::jsonb))`,
      [symbolId, interval, JSON.stringify(removed.map(iso))],
    );
  }
  if (written.length === 0) return;
  const rows = written.map(({ start, end, status, reason = null }) => ({
    range_start: iso(start),
    range_end: iso(end),
    status,
    reason,
  }));
  await session.query(
    `INSERT INTO kline_coverage (symbol_id, interval, range_start, range_end, status, reason)
     SELECT $1::integer, $2::text, range_start, range_end, status, reason
     FROM jsonb_to_recordset($3::text::jsonb)
       AS row (range_start timestamptz, range_end timestamptz, status text, reason text)
     ON CONFLICT (symbol_id, interval, range_start)
     DO UPDATE SET range_end = EXCLUDED.range_end, status = EXCLUDED.status, reason = EXCLUDED.reason, settled_at = now()`,
    [symbolId, interval, JSON.stringify(rows)],
  );
}
