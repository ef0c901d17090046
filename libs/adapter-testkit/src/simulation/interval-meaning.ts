import { type Interval, INTERVALS, intervalMs } from '@marketloom/exchange';

const UNITS: readonly (readonly [pattern: RegExp, ms: number])[] = [
  [/^(?:s|secs?|seconds?)$/i, 1000],
  [/^(?:m|min|mins|minutes?)$/, 60_000],
  [/^(?:min|mins|minutes?)$/i, 60_000],
  [/^(?:h|hr|hours?)$/i, 3_600_000],
  [/^(?:d|days?)$/i, 86_400_000],
];

const WEEK = /^(?:w|wk|weeks?)$/i;

const MONTH = /^(?:M|mo|mon|months?)$/i;

/**
 * What an exchange's word for an interval means, read from the word itself and not from the adapter that uses it: `60` in
 * minutes or seconds, `1h`, `Min60`, `4hour`, `D`, `1Dutc`, `1mon`. Null where it cannot be told: `7d` and `10080` do not say
 * on which day they begin, nor `30d` that it is a month.
 */
export function intervalMeant(word: string, bareNumbers: 'minutes' | 'seconds'): Interval | null {
  if (/^\d+$/.test(word)) return intervalOf(Number(word) * (bareNumbers === 'minutes' ? 60_000 : 1000));
  const plain = word.replace(/utc$/i, '');
  const forward = /^(\d*)([a-z]+)$/i.exec(plain);
  const backward = /^([a-z]+)(\d+)$/i.exec(plain);
  const [count, unit] = forward === null ? [backward?.[2], backward?.[1]] : [forward[1], forward[2]];
  if (unit === undefined) return null;
  const times = count === undefined || count === '' ? 1 : Number(count);
  if (unit === 'M' || (MONTH.test(unit) && unit !== 'm')) return times === 1 ? '1M' : null;
  if (WEEK.test(unit)) return times === 1 ? '1w' : null;
  const ms = UNITS.find(([pattern]) => pattern.test(unit))?.[1];
  return ms === undefined ? null : intervalOf(times * ms);
}

function intervalOf(ms: number): Interval | null {
  return INTERVALS.find((interval) => interval !== '1w' && intervalMs(interval) === ms) ?? null;
}
