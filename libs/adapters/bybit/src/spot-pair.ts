import { type ClassifiedInstrument, statusOf, Unclassifiable, underlyingOf } from '@marketloom/adapter-kit';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';
import { stepIn } from './filters.ts';

/**
 * Only pairs that trade are listed; until March 2023 the word for it was 1.
 * https://bybit-exchange.github.io/docs/v5/market/instrument
 */
const STATUSES = { Trading: 'trading', 1: 'trading' } as const;

/** What only contracts and options have. */
const FOREIGN = ['contractType', 'optionsType', 'settleCoin', 'deliveryTime'];

/**
 * A row of the spot listing.
 * @throws {Unclassifiable} for a contract or an option
 */
export function spotPair(row: JsonReader): ClassifiedInstrument {
  const foreign = FOREIGN.find((name) => row.optional(name) !== null);
  if (foreign !== undefined) throw new Unclassifiable(`not a spot pair: it has a ${foreign}`);
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
