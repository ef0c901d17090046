/** The kinds of instrument: a spot pair, a perpetual contract, a contract with an expiry. */
export type InstrumentType = 'SPOT' | 'PERP' | 'FUTURE';

/** The kinds of instrument, in the order in which they are shown. */
export const INSTRUMENT_TYPES: readonly InstrumentType[] = ['SPOT', 'PERP', 'FUTURE'];
