const DAY_MS = 86_400_000;

/**
 * The day a `YYMMDD` text names in the years 2000 to 2099, as epoch ms of its midnight in UTC; null when there is no
 * such day.
 */
export function parseExpiryDate(text: string): number | null {
  if (!/^\d{6}$/.test(text)) return null;
  const year = 2000 + Number(text.slice(0, 2));
  const month = Number(text.slice(2, 4));
  const day = Number(text.slice(4, 6));
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  // Date.UTC carries 31 February over into March: a day that exists comes back as it went in.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : null;
}

/**
 * The `YYMMDD` text of the UTC day in which a time lies.
 * @throws {RangeError} when the year is outside 2000 to 2099
 */
export function printExpiryDate(time: number): string {
  const date = new Date(Math.floor(time / DAY_MS) * DAY_MS);
  const year = date.getUTCFullYear();
  if (!(year >= 2000 && year <= 2099))
    throw new RangeError(`an expiry is in the years 2000 to 2099, not ${time}`);
  const two = (value: number): string => String(value).padStart(2, '0');
  return two(year - 2000) + two(date.getUTCMonth() + 1) + two(date.getUTCDate());
}
