import { type InstrumentListing, suggestSymbols } from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { Connection } from '../connection/connection.ts';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { withStorageErrors } from '../errors/to-storage-error.ts';
import { retryConflicts } from '../sql/retry-conflicts.ts';
import { listSymbols, matchSymbol, printedSymbols, resolveSymbol } from './find-symbols.ts';
import type { CatalogueEntry, LookupOptions, SymbolDiff, SymbolFilter, SymbolStore } from './symbol-store.ts';
import { syncListing } from './sync-listing.ts';

/** {@link SymbolStore} in PostgreSQL. */
export class PostgresSymbolStore implements SymbolStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  sync(listing: InstrumentListing): Promise<SymbolDiff> {
    const operation = `sync the symbols of ${listing.exchange}`;
    return withStorageErrors(operation, () =>
      retryConflicts(() =>
        withSession(this.#connection, (session) =>
          inTransaction(session, () => syncListing(session, listing, operation)),
        ),
      ),
    );
  }

  list(filter: SymbolFilter = {}): Promise<CatalogueEntry[]> {
    return withStorageErrors('list the symbols', () => listSymbols(this.#connection, filter));
  }

  async matches(
    symbol: string | SymbolRepresentation,
    options: LookupOptions = {},
  ): Promise<CatalogueEntry[]> {
    const parsed = parse(symbol);
    return withStorageErrors(`look up ${parsed}`, () => matchSymbol(this.#connection, parsed, options));
  }

  async resolve(
    symbol: string | SymbolRepresentation,
    options: LookupOptions = {},
  ): Promise<CatalogueEntry[]> {
    const parsed = parse(symbol);
    return withStorageErrors(`look up ${parsed}`, () => resolveSymbol(this.#connection, parsed, options));
  }

  suggest(symbol: string, exchange?: string): Promise<string[]> {
    return withStorageErrors(`look for symbols like ${symbol}`, async () => {
      const near = suggestSymbols(symbol, await printedSymbols(this.#connection, exchange, true));
      if (near.length > 0) return near;
      return suggestSymbols(symbol, await printedSymbols(this.#connection, exchange, false));
    });
  }
}

function parse(symbol: string | SymbolRepresentation): SymbolRepresentation {
  return typeof symbol === 'string' ? SymbolRepresentation.parse(symbol) : symbol;
}
