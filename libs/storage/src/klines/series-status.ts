import { countCandlesIn, type Interval, shiftOpenTime } from '@marketloom/exchange';
import type { Queryable } from '../connection/connection.ts';
import { COVERAGE_COLUMNS, settledRangeOf } from './coverage-ledger.ts';
import type { SeriesFilter, SeriesStatus } from './kline-store.ts';
import type { SettledRange } from './settled-range.ts';

type StatusRow = Parameters<typeof settledRangeOf>[0] & {
  readonly symbol_id: number;
  readonly interval: Interval;
};

/** What is stored of the series that the ledger knows, by symbol and length of the interval. */
export async function readStatus(queryable: Queryable, filter: SeriesFilter): Promise<SeriesStatus[]> {
  const { rows } = await queryable.query<StatusRow>(
    `SELECT symbol_id, interval, ${COVERAGE_COLUMNS} FROM kline_coverage
     WHERE ($1::text IS NULL OR symbol_id IN (SELECT value::integer FROM jsonb_array_elements_text($1::text::jsonb)))
       AND ($2::text IS NULL OR interval IN (SELECT value FROM jsonb_array_elements_text($2::text::jsonb)))
     ORDER BY symbol_id, interval, kline_coverage.range_start`,
    [asJson(filter.symbolIds), asJson(filter.intervals)],
  );
  const series = Map.groupBy(rows, ({ symbol_id, interval }) => `${symbol_id} ${interval}`);
  return [...series.values()].map((ranges) => {
    const { symbol_id, interval } = ranges[0] as StatusRow;
    return seriesStatus(symbol_id, interval, ranges.map(settledRangeOf));
  });
}

function asJson(values: readonly unknown[] | undefined): string | null {
  return values === undefined ? null : JSON.stringify(values);
}

function seriesStatus(symbolId: number, interval: Interval, coverage: readonly SettledRange[]): SeriesStatus {
  const stored = coverage.filter(({ status }) => status === 'stored');
  const last = stored.at(-1);
  return {
    symbolId,
    interval,
    first: stored[0]?.start ?? null,
    last: last === undefined ? null : shiftOpenTime(last.end, interval, -1),
    rows: countCandlesIn(stored, interval),
    coverage,
  };
}
