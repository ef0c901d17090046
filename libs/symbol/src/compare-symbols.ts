import { INSTRUMENT_TYPES } from './instrument-type.ts';
import { SETTLEMENTS } from './settlement.ts';
import type { SymbolRepresentation } from './symbol-representation.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Orders symbols for `Array.prototype.sort`: by base, quote, type (spot, perpetual, future), expiry, and what it
 * settles in (its quote first, its base last). Independent of the locale; 0 only for equal symbols.
 */
export function compareSymbols(a: SymbolRepresentation, b: SymbolRepresentation): number {
  return (
    byText(a.base, b.base) ||
    byText(a.quote, b.quote) ||
    INSTRUMENT_TYPES.indexOf(a.type) - INSTRUMENT_TYPES.indexOf(b.type) ||
    (a.expiresAt ?? 0) - (b.expiresAt ?? 0) ||
    SETTLEMENTS.indexOf(a.settlement) - SETTLEMENTS.indexOf(b.settlement) ||
    byText(a.settle, b.settle)
  );
}
