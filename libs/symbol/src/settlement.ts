/**
 * How an instrument settles: in its quote (linear), as spot pairs do; in its base (inverse); or in neither (quanto), be that
 * a third coin or another coin of the quote's worth.
 */
export type Settlement = 'linear' | 'quanto' | 'inverse';

/** The ways of settling, in the order in which symbols that differ in nothing else come. */
export const SETTLEMENTS: readonly Settlement[] = ['linear', 'quanto', 'inverse'];
