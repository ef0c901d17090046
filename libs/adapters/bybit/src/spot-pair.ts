import { type ClassifiedInstrument, positiveDecimal, statusOf, underlyingOf } from '@marketloom/adapter-kit';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';

/** Only pairs that trade are listed. https://bybit-exchange.github.io/docs/v5/market/instrument */
const STATUSES = { Trading: 'trading' } as const;

/** A row of the spot listing. */
export function spotPair(row: JsonReader): ClassifiedInstrument {
  const symbol = SymbolRepresentation.of({
    base: row.field('baseCoin').string(),
    quote: row.field('quoteCoin').string(),
    type: 'SPOT',
  });
  return {
    exchangeSymbol: row.field('symbol').string(),
    symbol,
    status: statusOf(row.field('status'), STATUSES),
    tickSize: positiveDecimal(row.field('priceFilter').optional('tickSize')),
    lotSize: positiveDecimal(row.field('lotSizeFilter').optional('basePrecision')),
    underlying: underlyingOf(symbol.base),
  };
}
