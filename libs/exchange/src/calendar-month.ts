/** The number of the UTC month that holds a time, counted from January of the year 0. */
export function monthNumber(time: number): number {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Midnight UTC of the first day of a month, by its number; NaN outside the range of `Date`. */
export function monthStart(number: number): number {
  const year = Math.floor(number / 12);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(year, number - year * 12, 1);
}
