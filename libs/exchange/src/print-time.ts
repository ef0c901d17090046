/** A time as ISO 8601 in UTC, without milliseconds when they are zero; the bare number when it is not a time. */
export function printTime(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().replace('.000Z', 'Z');
}
