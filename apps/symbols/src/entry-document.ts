import { formatTime } from '@marketloom/cli';
import type { CatalogueEntry } from '@marketloom/storage';

/** An instrument of the catalogue for machines: times as ISO 8601, decimals as text, without the exchange's raw row. */
export function entryDocument(entry: CatalogueEntry): Readonly<Record<string, string | number | null>> {
  const time = (value: number | Date | null): string | null => (value === null ? null : formatTime(value));
  return {
    id: entry.id,
    exchange: entry.exchange,
    market: entry.market,
    exchangeSymbol: entry.exchangeSymbol,
    symbol: entry.symbol.toString(),
    type: entry.type,
    baseAsset: entry.baseAsset,
    quoteAsset: entry.quoteAsset,
    settleAsset: entry.settleAsset,
    status: entry.status,
    tickSize: entry.tickSize,
    lotSize: entry.lotSize,
    contractSize: entry.contractSize,
    underlyingAsset: entry.underlyingAsset,
    baseMultiplier: entry.baseMultiplier,
    expiresAt: time(entry.expiresAt),
    listedAt: time(entry.listedAt),
    firstSeen: time(entry.firstSeen),
    lastSeen: time(entry.lastSeen),
    delistedAt: time(entry.delistedAt),
  };
}
