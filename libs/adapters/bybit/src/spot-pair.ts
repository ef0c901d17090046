import { type ClassifiedInstrument, statusOf, Unclassifiable, underlyingOf } from '@marketloom/adapter-kit';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';
import { stepIn } from './filters.ts';

/**
 * Only pairs that trade are listed; until March 2023 the word for it was 1.
 * https://bybit-exchange.github.io/docs/v5/market/instrument
 */
const STATUSES = { Trading: 'trading', 1: 'trading' } as const;

/**
 * A row of the spot listing.
 * @throws {Unclassifiable} for a contract
 */
export function spotPair(row: JsonReader): ClassifiedInstrument {
  if (row.optional('contractType') !== null)
    throw new Unclassifiable('a contract in the listing of spot pairs');
  const symbol = SymbolRepresentation.of({
    base: row.field('baseCoin').string(),
    quote: row.field('quoteCoin').string(),
    type: 'SPOT',
  });
  return {
    exchangeSymbol: row.field('symbol').string(),
    symbol,
    status: statusOf(row.field('status'), STATUSES),
    tickSize: stepIn(row, 'priceFilter', 'tickSize'),
    lotSize: stepIn(row, 'lotSizeFilter', 'basePrecision'),
    underlying: underlyingOf(symbol.base),
  };
}
