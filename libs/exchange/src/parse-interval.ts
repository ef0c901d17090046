import { InvalidIntervalError } from './errors/invalid-interval-error.ts';
import { type Interval, isInterval } from './interval.ts';

/**
 * The interval that a text names. Case matters: `1m` is a minute, `1M` a month.
 * @throws {InvalidIntervalError} listing all intervals
 */
export function parseInterval(text: string): Interval {
  if (!isInterval(text)) throw new InvalidIntervalError(text);
  return text;
}
