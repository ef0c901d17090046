import type { Instrument } from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';

/** What tells an instrument from others. */
export interface InstrumentNames extends Pick<Instrument, 'exchange' | 'market' | 'exchangeSymbol'> {
  /** As it is printed. */
  readonly symbol: string;
}

/** An instrument that trades, of which no more is known than its names. A contract stands for one unit. */
export function plainInstrument(names: InstrumentNames): Instrument {
  const symbol = SymbolRepresentation.parse(names.symbol);
  return {
    ...names,
    symbol,
    baseAsset: symbol.base,
    quoteAsset: symbol.quote,
    settleAsset: symbol.settle,
    type: symbol.type,
    status: 'trading',
    tickSize: null,
    lotSize: null,
    contractSize: symbol.type === 'SPOT' ? null : '1',
    underlyingAsset: symbol.base,
    baseMultiplier: '1',
    expiresAt: null,
    listedAt: null,
    raw: null,
  };
}
