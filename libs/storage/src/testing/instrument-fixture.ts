import type { Instrument, InstrumentListing } from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';

/** An instrument of the exchange `testex` that prints as `symbol`; what is not given is made up. */
export function makeInstrument(symbol: string, given: Partial<Instrument> = {}): Instrument {
  const parsed = SymbolRepresentation.parse(symbol);
  return {
    exchange: 'testex',
    market: parsed.type === 'SPOT' ? 'spot' : 'swap',
    exchangeSymbol: symbol.replaceAll(/[-:]/g, ''),
    symbol: parsed,
    baseAsset: parsed.base,
    quoteAsset: parsed.quote,
    settleAsset: parsed.settle,
    type: parsed.type,
    status: 'trading',
    tickSize: '0.10',
    lotSize: '0.00100000',
    contractSize: parsed.type === 'SPOT' ? null : '1',
    underlyingAsset: parsed.base,
    baseMultiplier: '1',
    expiresAt: parsed.expiresAt === null ? null : parsed.expiresAt + 8 * 3_600_000,
    listedAt: Date.UTC(2020, 0, 1),
    raw: { name: symbol },
    ...given,
  };
}

/** A listing of these, of all markets that they are of. */
export function makeListing(
  instruments: readonly Instrument[],
  given: Partial<InstrumentListing> = {},
): InstrumentListing {
  return {
    exchange: instruments[0]?.exchange ?? 'testex',
    markets: [...new Set(instruments.map(({ market }) => market))],
    failures: [],
    instruments,
    quarantined: [],
    collisions: [],
    retrievedAt: Date.UTC(2024, 0, 1),
    ...given,
  };
}
