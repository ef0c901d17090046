import { type Interval, UnknownSymbolError } from '@marketloom/exchange';
import type { CatalogueEntry, Database, SeriesStatus } from '@marketloom/storage';
import type { Series } from './ingest-summary.ts';

/** Which of the stored series; all of them where nothing is said. */
export interface SeriesChoice {
  readonly exchanges?: readonly string[] | undefined;
  /** A symbol means all instruments that answer to it. */
  readonly symbols?: readonly string[] | undefined;
  readonly intervals?: readonly Interval[] | undefined;
}

/** A series that the ledger knows. */
export interface StoredSeries extends Series {
  readonly status: SeriesStatus;
}

/**
 * The series that the ledger knows, ordered as the catalogue.
 * @throws {UnknownSymbolError} for a symbol that the catalogue does not have, with the nearest
 * @throws {StorageError}
 */
export async function storedSeries(
  database: Pick<Database, 'symbols' | 'klines'>,
  { exchanges, symbols, intervals }: SeriesChoice,
): Promise<StoredSeries[]> {
  const entries = symbols
    ? (await Promise.all(symbols.map((symbol) => findAll(database, symbol, exchanges)))).flat()
    : await database.symbols.list(exchanges ? { exchange: exchanges } : {});
  const order = new Map(entries.map(({ id }, index) => [id, index]));
  const statuses = await database.klines.status({
    ...(symbols || exchanges ? { symbolIds: [...order.keys()] } : {}),
    ...(intervals ? { intervals } : {}),
  });
  return statuses
    .flatMap((status) => {
      const entry = entries[order.get(status.symbolId) ?? -1];
      return entry === undefined ? [] : [{ entry, interval: status.interval, status }];
    })
    .toSorted((a, b) => (order.get(a.entry.id) ?? 0) - (order.get(b.entry.id) ?? 0));
}

async function findAll(
  { symbols }: Pick<Database, 'symbols'>,
  symbol: string,
  exchanges: readonly string[] | undefined,
): Promise<CatalogueEntry[]> {
  const found = await symbols.matches(symbol, exchanges ? { exchanges } : {});
  if (found.length > 0) return found;
  const suggestions = await symbols.suggest(symbol, exchanges?.[0]);
  const exchange = exchanges?.join(',') ?? 'catalogue';
  throw new UnknownSymbolError({ exchange, operation: 'look up stored klines', symbol, suggestions });
}
