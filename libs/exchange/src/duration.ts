import { InvalidDurationError } from './errors/invalid-duration-error.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The milliseconds of a duration such as `500ms`, `5s`, `1.5m`, `2h` or `1d`.
 * @throws {InvalidDurationError} when it is not one, or no whole number of milliseconds
 */
export function parseDurationMs(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) throw new InvalidDurationError(text);
  const [whole = '', fraction = ''] = amount.split('.');
  const factor = UNITS[unit] as number;
  // Whole and fraction apart, as integers: 0.57 × 1000 is not 570 in floats.
  const scale = 10 ** fraction.length;
  const parts = Number(fraction) * factor;
  const total = Number(whole) * factor + parts / scale;
  if (parts % scale !== 0 || !Number.isSafeInteger(total)) throw new InvalidDurationError(text);
  return total;
}
