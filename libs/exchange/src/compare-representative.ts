import { SETTLEMENTS } from '@marketloom/symbol';
import type { Instrument, InstrumentStatus } from './instrument.ts';

const RANK: Readonly<Record<InstrumentStatus, number>> = { trading: 0, halted: 1, pending: 1, delisted: 2 };

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Orders instruments that answer to one symbol, the most representative first: trading before halted and pending before
 * delisted, linear before quanto before inverse, then the oldest listing. What remains equal goes by market and native symbol, so that
 * the order is always the same.
 */
export function compareRepresentative(a: Instrument, b: Instrument): number {
  const age = (instrument: Instrument): number => instrument.listedAt ?? Number.MAX_VALUE;
  return (
    RANK[a.status] - RANK[b.status] ||
    SETTLEMENTS.indexOf(a.symbol.settlement) - SETTLEMENTS.indexOf(b.symbol.settlement) ||
    age(a) - age(b) ||
    byText(a.market, b.market) ||
    byText(a.exchangeSymbol, b.exchangeSymbol)
  );
}
