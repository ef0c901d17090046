import type { InstrumentStatus } from '@marketloom/exchange';
import { type InstrumentType, SymbolRepresentation } from '@marketloom/symbol';
import { epochMs } from '../sql/epoch-ms.ts';
import type { CatalogueEntry } from './symbol-store.ts';

/** A row of `symbols` as {@link CATALOGUE_COLUMNS} give it. */
export interface CatalogueRow {
  readonly id: number;
  readonly exchange: string;
  readonly market: string;
  readonly exchange_symbol: string;
  readonly base_asset: string;
  readonly quote_asset: string;
  readonly settle_asset: string;
  readonly instrument_type: InstrumentType;
  readonly symbol: string;
  readonly status: InstrumentStatus;
  readonly tick_size: string | null;
  readonly lot_size: string | null;
  readonly contract_size: string | null;
  readonly underlying_asset: string;
  readonly base_multiplier: string;
  readonly expires_at: string | null;
  readonly listed_at: string | null;
  readonly delisted_at: string | null;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly raw: unknown;
}

const text = (name: string): string => `${name}::text AS ${name}`;
const time = (name: string): string => `${epochMs(name)} AS ${name}`;

/** All columns but the raw row: decimals as text, times as the text of their epoch ms. */
export const PLAIN_COLUMNS: string = [
  'id, exchange, market, exchange_symbol, base_asset, quote_asset, settle_asset, instrument_type, symbol, status',
  ...['tick_size', 'lot_size', 'contract_size', 'base_multiplier'].map(text),
  'underlying_asset',
  ...['expires_at', 'listed_at', 'delisted_at', 'first_seen', 'last_seen'].map(time),
].join(', ');

/** All columns. */
export const CATALOGUE_COLUMNS: string = `${PLAIN_COLUMNS}, raw`;

const epoch = (value: string | null): number | null => (value === null ? null : Number(value));
const date = (value: string | null): Date | null => (value === null ? null : new Date(Number(value)));

/** The entry that a row stands for. */
export function entryOf(row: CatalogueRow): CatalogueEntry {
  return {
    id: row.id,
    exchange: row.exchange,
    market: row.market,
    exchangeSymbol: row.exchange_symbol,
    symbol: SymbolRepresentation.parse(row.symbol),
    baseAsset: row.base_asset,
    quoteAsset: row.quote_asset,
    settleAsset: row.settle_asset,
    type: row.instrument_type,
    status: row.status,
    tickSize: row.tick_size,
    lotSize: row.lot_size,
    contractSize: row.contract_size,
    underlyingAsset: row.underlying_asset,
    baseMultiplier: row.base_multiplier,
    expiresAt: epoch(row.expires_at),
    listedAt: epoch(row.listed_at),
    firstSeen: new Date(Number(row.first_seen)),
    lastSeen: new Date(Number(row.last_seen)),
    delistedAt: date(row.delisted_at),
    raw: row.raw,
  };
}
