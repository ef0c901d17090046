import { type ExchangeInterface, type Logger, silentLogger } from '@marketloom/exchange';
import type { Database, SymbolDiff } from '@marketloom/storage';

/** What {@link syncSymbols} takes. */
export interface SyncSymbolsOptions {
  readonly exchange: ExchangeInterface;
  readonly database: Pick<Database, 'symbols'>;
  /** Only these markets; all when left out. Nothing of other markets counts as delisted. */
  readonly markets?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Brings the catalogue up to what the exchange lists now, in one transaction, and tells what changed. Rows that could
 * not be classified are in the diff, with the reason; they never stop the rest.
 * @throws {ExchangeError} when the listing cannot be had; the catalogue is as it was
 * @throws {StorageError} when it cannot be stored; the catalogue is as it was
 */
export async function syncSymbols(options: SyncSymbolsOptions): Promise<SymbolDiff> {
  const { exchange, database, markets, signal, logger = silentLogger } = options;
  const listing = await exchange.listInstruments({ signal, ...(markets ? { markets } : {}) });
  logger.debug('listing retrieved', {
    exchange: exchange.id,
    instruments: listing.instruments.length,
    quarantined: listing.quarantined.length,
  });
  signal?.throwIfAborted();
  return database.symbols.sync(listing);
}
