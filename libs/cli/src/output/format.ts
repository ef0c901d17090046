import { printTime } from '@marketloom/exchange';

/** A count with thin groups: `40 320`. */
export function formatCount(count: number | bigint): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}

/** How many, with the noun in the right number: `1 row`, `2 rows`. */
export function formatMany(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A length of time for people: `850 ms`, `12.3 s`, `4 min 10 s`. */
export function formatElapsed(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A time in UTC, or a dash. */
export function formatTime(time: number | Date | null): string {
  return time === null ? '-' : printTime(Number(time));
}
