import { type ExchangeInterface, type Logger, type MarketFailure, silentLogger } from '@marketloom/exchange';
import type { Database, SymbolDiff } from '@marketloom/storage';

/** What {@link syncSymbols} takes. */
export interface SyncSymbolsOptions {
  readonly exchange: ExchangeInterface;
  readonly database: Pick<Database, 'symbols'>;
  /** Only these markets; all when left out. Nothing of other markets counts as delisted. */
  readonly markets?: readonly string[] | undefined;
  /** Ends it with nothing written. */
  readonly signal?: AbortSignal | undefined;
  /** Told how it goes; nobody when left out. */
  readonly logger?: Logger | undefined;
}

/** What a sync changed, and which markets it could not ask. */
export interface SyncSummary extends SymbolDiff {
  /** The markets that did not answer, and why. What the catalogue holds of them is as it was. */
  readonly failures: readonly MarketFailure[];
}

/**
 * Brings the catalogue up to what the exchange lists now, in one transaction, and tells what changed. Rows that could
 * not be classified are in the summary, with the reason, and so are markets that did not answer; neither stops the rest.
 * @throws {ExchangeError} when no market answers; the catalogue is as it was
 * @throws {StorageError} when it cannot be stored; the catalogue is as it was
 */
export async function syncSymbols(options: SyncSymbolsOptions): Promise<SyncSummary> {
  const { exchange, database, markets, signal, logger = silentLogger } = options;
  const listing = await exchange.listInstruments({ signal, ...(markets ? { markets } : {}) });
  logger.debug('listing retrieved', {
    exchange: exchange.id,
    instruments: listing.instruments.length,
    quarantined: listing.quarantined.length,
    failed: listing.failures.map(({ market }) => market),
  });
  signal?.throwIfAborted();
  const diff = await database.symbols.sync(listing);
  return { ...diff, failures: listing.failures };
}
