import { mergeRanges, type TimeRange } from '@marketloom/exchange';
import { queryTexts } from '@marketloom/testing';

/** A series as both the database and the requests name it: `usdm/ETHUSDT/1m`. */
export type SeriesName = string;

/** A range of the ledger. */
export interface LedgerRange extends TimeRange {
  readonly series: SeriesName;
  readonly status: string;
}

/** All ranges of the ledger, ascending within each series. */
export async function readLedger(url: string): Promise<LedgerRange[]> {
  const rows = await queryTexts(
    url,
    `SELECT market || '/' || exchange_symbol || '/' || interval, (extract(epoch FROM range_start) * 1000)::bigint,
       (extract(epoch FROM range_end) * 1000)::bigint, kline_coverage.status
     FROM kline_coverage JOIN symbols ON symbols.id = symbol_id ORDER BY 1, 2`,
  );
  return rows.map(([series, start, end, status]) => ({
    series: series as string,
    start: Number(start),
    end: Number(end),
    status: status as string,
  }));
}

/** What is settled of each series. */
export function settledBySeries(ledger: readonly LedgerRange[]): Map<SeriesName, TimeRange[]> {
  const bySeries = Map.groupBy(ledger, ({ series }) => series);
  return new Map([...bySeries].map(([series, ranges]) => [series, mergeRanges(ranges)]));
}
