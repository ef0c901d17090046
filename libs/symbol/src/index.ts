export { compareSymbols } from './compare-symbols.ts';
export { parseExpiryDate, printExpiryDate } from './expiry-date.ts';
export { INSTRUMENT_TYPES, type InstrumentType } from './instrument-type.ts';
export { InvalidSymbolError, type SymbolPart } from './invalid-symbol-error.ts';
export { type Settlement, SETTLEMENTS } from './settlement.ts';
export { type SymbolParts, SymbolRepresentation } from './symbol-representation.ts';
export type { PossibleSymbol, SymbolText } from './symbol-text.ts';
