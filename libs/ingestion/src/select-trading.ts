import { type ExchangeInterface, type Logger, silentLogger } from '@marketloom/exchange';
import type { CatalogueEntry, Database } from '@marketloom/storage';
import { IngestionError } from './ingestion-error.ts';
import { type InstrumentSelection, selectInstruments } from './select-instruments.ts';

/** What {@link selectTrading} takes. */
export interface TradingSelection {
  readonly exchange: ExchangeInterface;
  readonly database: Pick<Database, 'symbols'>;
  readonly selection: InstrumentSelection;
  readonly logger?: Logger | undefined;
}

/**
 * The instruments of a selection whose books are worth asking for: those that are named, and of those that a filter means
 * the ones that trade.
 * @throws {IngestionError} when the catalogue holds nothing of the exchange, nothing matches, or nothing of it trades
 * @throws {UnknownSymbolError} naming the nearest symbols there are
 */
export async function selectTrading(options: TradingSelection): Promise<CatalogueEntry[]> {
  const { exchange, database, selection, logger = silentLogger } = options;
  const entries = await selectInstruments(database, exchange.id, selection);
  if ('symbols' in selection) return entries;
  const trading = entries.filter(({ status }) => status === 'trading');
  const others = entries.length - trading.length;
  if (trading.length === 0)
    throw new IngestionError(
      'nothingSelected',
      `${exchange.id}: none of the ${others} selected instruments trades`,
    );
  if (others > 0) logger.info(`${others} of the selected instruments do not trade, and are passed over`);
  return trading;
}
