import { UsageError } from '@marketloom/cli';

/**
 * Refuses a range that holds no candle for certain.
 * @param now epoch ms
 * @throws {UsageError}
 */
export function refuseImpossible(start: number, end: number, now: number): void {
  const iso = (time: number): string => new Date(time).toISOString();
  if (start > now)
    throw new UsageError(`--start ${iso(start)} is in the future: no candle has opened there yet`);
  if (start >= end) throw new UsageError(`--start ${iso(start)} is not before --end ${iso(end)}`);
}
