import type { Instrument, InstrumentListing, QuarantinedInstrument, SymbolCollision } from './instrument.ts';

/** What {@link buildListing} makes a listing of. */
export interface ListingParts {
  readonly exchange: string;
  /** The markets that answered. */
  readonly markets: readonly string[];
  readonly instruments: Iterable<Instrument>;
  readonly quarantined: Iterable<QuarantinedInstrument>;
  /** When the last of the answers arrived, epoch ms. */
  readonly retrievedAt: number;
}

/**
 * Makes a listing: a second row of one native symbol in one market is quarantined, and symbols that several instruments
 * print alike are told as collisions. No row is lost.
 */
export function buildListing(parts: ListingParts): InstrumentListing {
  const { exchange, markets, retrievedAt } = parts;
  const quarantined = [...parts.quarantined];
  const instruments = new Map<string, Instrument>();
  for (const instrument of parts.instruments) {
    const { market, exchangeSymbol, raw } = instrument;
    const key = JSON.stringify([market, exchangeSymbol]);
    if (instruments.has(key)) {
      const reason = `${exchangeSymbol} is listed a second time in the ${market} market`;
      quarantined.push({ exchange, market, exchangeSymbol, reason, raw });
    } else instruments.set(key, instrument);
  }
  const kept = [...instruments.values()];
  return { exchange, markets, instruments: kept, quarantined, collisions: collisionsOf(kept), retrievedAt };
}

function collisionsOf(instruments: readonly Instrument[]): SymbolCollision[] {
  return [...Map.groupBy(instruments, ({ symbol }) => symbol.toString())]
    .filter(([, alike]) => alike.length > 1)
    .map(([symbol, alike]) => ({ symbol, instruments: alike }));
}
