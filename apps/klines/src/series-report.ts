import {
  countCandlesIn,
  floorToInterval,
  type Interval,
  subtractRanges,
  type TimeRange,
} from '@marketloom/exchange';
import { BEFORE_FIRST_CANDLE, type SeriesChoice, storedSeries } from '@marketloom/ingestion';
import type { CatalogueEntry, Database, SettledRange } from '@marketloom/storage';

/** What is stored of one series, and what is not. */
export interface SeriesReport {
  readonly exchange: string;
  readonly market: string;
  readonly symbol: string;
  readonly symbolId: number;
  readonly interval: Interval;
  /** First and last open time that are stored, epoch ms. */
  readonly first: number | null;
  readonly last: number | null;
  /** Candles, by what the ledger says of them. */
  readonly stored: number;
  readonly empty: number;
  /** Out of the exchange's reach; not counting the time before the first candle there ever was. */
  readonly unavailable: number;
  /** Candles in `holes`. */
  readonly missing: number;
  /** Not settled, between what is: never fetched, or fetched in vain. */
  readonly holes: readonly TimeRange[];
  /** Candles that have closed by our clock behind all that is settled; null for an instrument that is delisted. */
  readonly behind: number | null;
  readonly coverage: readonly SettledRange[];
}

/**
 * Reports on what is stored, ordered as the catalogue.
 * @param now by our clock, epoch ms
 * @throws {UnknownSymbolError} for a symbol that the catalogue does not have, with the nearest
 */
export async function describeSeries(
  database: Pick<Database, 'symbols' | 'klines'>,
  choice: SeriesChoice,
  now: number,
): Promise<SeriesReport[]> {
  const series = await storedSeries(database, choice);
  return series.map(({ entry, status: { rows, ...status } }) =>
    report(entry, { ...status, stored: rows }, now),
  );
}

function report(
  entry: CatalogueEntry,
  series: Pick<SeriesReport, 'interval' | 'first' | 'last' | 'stored' | 'coverage'>,
  now: number,
): SeriesReport {
  const { coverage, interval } = series;
  const count = (ranges: readonly TimeRange[]): number => countCandlesIn(ranges, interval);
  const of = (status: SettledRange['status']): SettledRange[] =>
    coverage.filter((range) => range.status === status);
  const [oldest] = coverage;
  const newest = coverage.at(-1);
  const holes = oldest && newest ? subtractRanges([{ start: oldest.start, end: newest.end }], coverage) : [];
  return {
    exchange: entry.exchange,
    market: entry.market,
    symbol: entry.symbol.toString(),
    symbolId: entry.id,
    ...series,
    empty: count(of('empty')),
    unavailable: count(of('unavailable').filter(({ reason }) => reason !== BEFORE_FIRST_CANDLE)),
    missing: count(holes),
    holes,
    behind: entry.status === 'delisted' || !newest ? null : count([behind(newest.end, now, interval)]),
  };
}

function behind(settledUntil: number, now: number, interval: Interval): TimeRange {
  return { start: settledUntil, end: Math.max(settledUntil, floorToInterval(now, interval)) };
}
