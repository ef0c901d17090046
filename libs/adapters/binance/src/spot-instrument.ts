import { underlyingOf } from '@marketloom/adapter-kit';
import type { Instrument } from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';
import { readSpotRow, stepOf, Unclassifiable } from './listing-row.ts';
import { spotStatus } from './statuses.ts';

/**
 * A pair of the spot listing. The listing names no listing date.
 * @throws {Unclassifiable} with the reason
 * @throws {InvalidSymbolError} when its assets make no symbol
 */
export function spotInstrument(raw: unknown): Instrument {
  const row = readSpotRow(raw);
  if (row.contractType !== undefined) {
    throw new Unclassifiable(`a contract among spot pairs: contractType ${JSON.stringify(row.contractType)}`);
  }
  const status = spotStatus(row.status);
  if (status === null) throw new Unclassifiable(`unknown status ${JSON.stringify(row.status)}`);
  const symbol = SymbolRepresentation.of({ base: row.baseAsset, quote: row.quoteAsset, type: 'SPOT' });
  const underlying = underlyingOf(symbol.base);
  return {
    exchange: 'binance',
    market: 'spot',
    exchangeSymbol: row.symbol,
    symbol,
    baseAsset: symbol.base,
    quoteAsset: symbol.quote,
    settleAsset: symbol.quote,
    type: 'SPOT',
    status,
    tickSize: stepOf(row.filters, 'PRICE_FILTER'),
    lotSize: stepOf(row.filters, 'LOT_SIZE'),
    contractSize: null,
    underlyingAsset: underlying.asset,
    baseMultiplier: underlying.multiplier,
    expiresAt: null,
    listedAt: null,
    raw,
  };
}
