import { UnknownSymbolError } from '@marketloom/exchange';
import type { CatalogueEntry, Database, OrderBookStatus } from '@marketloom/storage';
import type { InstrumentFilter } from './select-instruments.ts';

/** Which of the instruments that have order books; all of them where nothing is said. */
export interface StoredBooksChoice extends InstrumentFilter {
  readonly exchanges?: readonly string[] | undefined;
  /** A symbol means all instruments that answer to it. */
  readonly symbols?: readonly string[] | undefined;
  /** From when on snapshots, lapses and discontinuities count, epoch ms; all of them when left out. */
  readonly since?: number | undefined;
  /** What the last hour and day end with, epoch ms; now when left out. */
  readonly now?: number | undefined;
}

/** What is recorded of an instrument's order books. */
export interface StoredBooks {
  readonly entry: CatalogueEntry;
  readonly status: OrderBookStatus;
}

/**
 * What is recorded of order books, ordered as the catalogue: of instruments that have books, lapses or discontinuities.
 * @throws {UnknownSymbolError} for a symbol that the catalogue does not have, with the nearest
 * @throws {StorageError}
 */
export async function storedBooks(
  database: Pick<Database, 'symbols' | 'orderBooks'>,
  { exchanges, symbols, since, now, ...filter }: StoredBooksChoice,
): Promise<StoredBooks[]> {
  const statuses = await database.orderBooks.status(undefined, { since, now });
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const entries = await database.symbols.list({ ...(exchanges ? { exchange: exchanges } : {}), ...given });
  const wanted = symbols && new Set(await idsOf(database, symbols, exchanges));
  const byId = new Map(statuses.map((status) => [status.symbolId, status]));
  return entries.flatMap((entry) => {
    const status = byId.get(entry.id);
    return status === undefined || wanted?.has(entry.id) === false ? [] : [{ entry, status }];
  });
}

async function idsOf(
  { symbols: catalogue }: Pick<Database, 'symbols'>,
  symbols: readonly string[],
  exchanges: readonly string[] | undefined,
): Promise<number[]> {
  const found = await Promise.all(
    symbols.map((symbol) => catalogue.matches(symbol, exchanges ? { exchanges } : {})),
  );
  const unknown = symbols.find((_, index) => found[index]?.length === 0);
  if (unknown === undefined) return found.flat().map(({ id }) => id);
  const suggestions = await catalogue.suggest(unknown, exchanges?.[0]);
  const exchange = exchanges?.join(',') ?? 'catalogue';
  throw new UnknownSymbolError({
    exchange,
    operation: 'look up stored order books',
    symbol: unknown,
    suggestions,
  });
}
