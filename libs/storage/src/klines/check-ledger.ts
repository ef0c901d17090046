import { countCandles, type Interval, type TimeRange } from '@marketloom/exchange';
import type { Queryable } from '../connection/connection.ts';
import { openTimeOf } from '../sql/candle-grid.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import type { LedgerSeries } from './coverage-ledger.ts';
import type { FindingCollector } from './finding-collector.ts';

/** How many faulty rows are read at once. */
const PAGE_ROWS = 10_000;

interface FaultyRow {
  readonly start: string;
  readonly end: string;
  /** Where the ranges end that start before it; null without a fault of that kind. */
  readonly overlapped_to: string | null;
  readonly misaligned: boolean;
}

/**
 * Finds the ranges of a ledger that overlap earlier ones or whose ends are not on the grid.
 * @param range only those that reach into it; all, when left out
 */
export async function findLedgerFaults(
  queryable: Queryable,
  { symbolId, interval }: LedgerSeries,
  range: TimeRange | undefined,
  collector: FindingCollector,
): Promise<void> {
  const [from, to] = range === undefined ? ['-infinity', 'infinity'] : [iso(range.start), iso(range.end)];
  for (let after = '-infinity'; ;) {
    const { rows } = await queryable.query<FaultyRow & { readonly key: string }>(selectFaults(interval), [
      symbolId,
      interval,
      from,
      to,
      after,
    ]);
    for (const row of rows) addFaults(row, interval, collector);
    if (rows.length < PAGE_ROWS) return;
    after = (rows.at(-1) as { key: string }).key;
  }
}

const iso = (time: number): string => new Date(time).toISOString();

function selectFaults(interval: Interval): string {
  return `
    SELECT range_start::text AS key, ${epochMs('range_start')} AS start, ${epochMs('range_end')} AS end, misaligned,
      CASE WHEN overlapping THEN ${epochMs('least(range_end, ended)')} END AS overlapped_to
    FROM (
      SELECT range_start, range_end, ended, coalesce(ended > range_start, false) AS overlapping,
        range_start <> ${openTimeOf('range_start', interval)} OR range_end <> ${openTimeOf('range_end', interval)} AS misaligned
      FROM (
        SELECT range_start, range_end,
          max(range_end) OVER (ORDER BY range_start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended
        FROM kline_coverage WHERE symbol_id = $1 AND interval = $2) AS series) AS judged
    WHERE (overlapping OR misaligned) AND range_end > $3::timestamptz AND range_start < $4::timestamptz
      AND range_start > $5::timestamptz
    ORDER BY range_start LIMIT ${PAGE_ROWS}`;
}

function addFaults(row: FaultyRow, interval: Interval, collector: FindingCollector): void {
  const start = Number(row.start);
  const add = (fault: 'overlapping' | 'misaligned', end: number): void => {
    const range = { start, end };
    collector.add({ kind: 'ledger', fault, range, candles: countCandles(range, interval), openTime: start });
  };
  if (row.overlapped_to !== null) add('overlapping', Number(row.overlapped_to));
  if (row.misaligned) add('misaligned', Number(row.end));
}
