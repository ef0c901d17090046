/** The middle of some figures and how far they spread. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The median of some figures, at least one: of an even number of them the mean of the two in the middle. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const lower = sorted[Math.floor(middle)];
  const upper = sorted[Math.ceil(middle)];
  if (lower === undefined || upper === undefined) throw new RangeError('no figures, no median');
  return { median: (lower + upper) / 2, least: sorted[0] as number, most: sorted.at(-1) as number };
}
