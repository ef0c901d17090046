import type { JsonReader } from '@marketloom/transport';
import { readTime, type TimeUnit } from './klines/time-unit.ts';

/** How many digits of a whole number of the unit lie below a millisecond. */
const BELOW_MS = { ms: 0, us: 3, ns: 6 } as const;

/**
 * The time in a cell, a text or a number, in epoch ms. What is finer is cut off: `1654249503.437` seconds are
 * 1654249503437.
 * @throws {BadResponseError} when it holds none
 */
export function timeOf(cell: JsonReader, unit: TimeUnit | 'ns'): number {
  const time = unit === 'iso' ? readTime(cell.string(), unit) : numberOf(cell.decimal(), unit);
  return Number.isSafeInteger(time) ? time : cell.fail(`is no time in ${unit}`);
}

/**
 * The same; null where there is none, which exchanges also write as zero or as an empty text.
 * @throws {BadResponseError} when something else stands there
 */
export function timeOrNull(cell: JsonReader | null, unit: TimeUnit | 'ns'): number | null {
  if (cell === null || cell.isNull || cell.value === '') return null;
  const time = timeOf(cell, unit);
  return time === 0 ? null : time;
}

function numberOf(text: string, unit: Exclude<TimeUnit, 'iso'> | 'ns'): number {
  const match = /^(\d{1,20})(?:\.(\d+))?$/.exec(text);
  if (match === null) return Number.NaN;
  const [, whole = '', fraction = ''] = match;
  if (unit === 's') return Number(`${whole}${fraction.slice(0, 3).padEnd(3, '0')}`);
  return Number(whole.slice(0, Math.max(0, whole.length - BELOW_MS[unit])));
}
