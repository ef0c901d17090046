import {
  type Interval,
  InvalidDurationError,
  InvalidIntervalError,
  parseDurationMs,
  parseInterval,
} from '@marketloom/exchange';
import { UsageError } from '../usage-error.ts';

/**
 * The parts of `A,B,C`, trimmed, each once.
 * @throws {UsageError} when there is none
 */
export function parseList(text: string, flag: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  const list = [...new Set(parts.filter((part) => part !== ''))];
  if (list.length === 0) throw new UsageError(`--${flag}: give at least one, several with commas between`);
  return list;
}

/**
 * The intervals of `1m,1h`.
 * @throws {UsageError} listing those there are
 */
export function parseIntervals(text: string, flag: string): Interval[] {
  return parseList(text, flag).map((part) => {
    try {
      return parseInterval(part);
    } catch (error) {
      if (InvalidIntervalError.isInstance(error))
        throw new UsageError(`--${flag}: ${error.message}`, { cause: error });
      throw error;
    }
  });
}

/**
 * The milliseconds of a duration such as `5s`.
 * @throws {UsageError} naming the flag
 */
export function parseDuration(text: string, flag: string): number {
  try {
    const duration = parseDurationMs(text);
    if (duration > 0) return duration;
  } catch (error) {
    if (!InvalidDurationError.isInstance(error)) throw error;
    throw new UsageError(`--${flag}: ${error.message}`, { cause: error });
  }
  throw new UsageError(`--${flag}: it must be longer than nothing`);
}

/**
 * A whole number from `least` up, 1 unless told.
 * @throws {UsageError} naming the flag
 */
export function parseCount(value: number, flag: string, least: number = 1): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`--${flag}: it must be a whole number from ${least} up`);
}
