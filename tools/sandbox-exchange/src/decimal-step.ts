/** A step of a price or a size, such as `0.10`, as `units` of 10^-`decimals`: 1 and 1. */
export interface DecimalStep {
  readonly units: number;
  readonly decimals: number;
}

/**
 * Reads a step exactly. Trailing zeros do not count.
 * @throws {RangeError} when it is not a positive plain decimal of at most 15 significant digits
 */
export function parseStep(text: string): DecimalStep {
  const match = /^(\d+)(?:\.(\d*?)0*)?$/.exec(text);
  const decimals = match?.[2]?.length ?? 0;
  const units = match ? Number(`${match[1]}${match[2] ?? ''}`) : 0;
  if (!match || units <= 0 || units > 999_999_999_999_999) {
    throw new RangeError(`a step must be a positive plain decimal, but is ${text}`);
  }
  return { units, decimals };
}

/** How many decimals a plain decimal is written with, trailing zeros included. */
export function writtenDecimals(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}

/** A whole number of 10^-`decimals` as plain text: `printUnits(105, 2)` is `1.05`. */
export function printUnits(units: number | bigint, decimals: number): string {
  const digits = String(units).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
