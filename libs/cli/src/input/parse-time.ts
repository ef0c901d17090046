import { InvalidDurationError, parseDurationMs } from '@marketloom/exchange';
import { UsageError } from '../usage-error.ts';

const FORMS =
  'a time is 2023-02-01, 2023-02-01T12:30 or 2023-02-01T12:30:00Z (UTC unless an offset is given), ' +
  'epoch milliseconds, now, or relative to now like -7d';

/** ISO 8601: a day, and a time of day with or without seconds, fraction and offset. */
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * The epoch ms of a time as people write it. Without an offset it is UTC.
 * @param flag the flag it stands in, for the error
 * @throws {UsageError} naming the flag and the forms there are
 */
export function parseTime(text: string, flag: string, now: number): number {
  const written = text.trim();
  const fail = (reason: string): never => {
    throw new UsageError(`--${flag} ${JSON.stringify(text)}: ${reason}; ${FORMS}`);
  };
  if (written === 'now') return now;
  if (/^-\d/.test(written) && !/^\d{4}-/.test(written)) return relative(written, now, fail);
  if (/^\d+$/.test(written)) return epoch(written, fail);
  const [, day, minutes = '00:00', seconds = ':00', offset = 'Z'] = ISO.exec(written) ?? [];
  if (day === undefined) return fail('this is not a time');
  const time = Date.parse(`${day}T${minutes}${seconds}${offset.toUpperCase()}`);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // A day such as 30 February moves on into March instead of failing.
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return Number.isNaN(time) || !exists ? fail('there is no such day or time of day') : time;
}

function relative(text: string, now: number, fail: (reason: string) => never): number {
  try {
    return now - parseDurationMs(text.slice(1));
  } catch (error) {
    if (InvalidDurationError.isInstance(error))
      return fail('this is not a span of ms, s, m, h or d before now');
    throw error;
  }
}

function epoch(text: string, fail: (reason: string) => never): number {
  const time = Number(text);
  if (time > 8_640_000_000_000_000) return fail('this is beyond what a date can hold');
  // 1973 in milliseconds: smaller numbers are seconds, or a mistake, and no exchange existed then.
  return time < 100_000_000_000 ? fail('epoch times are in milliseconds, and this is before 1973') : time;
}
