import {
  ceilToInterval,
  floorToInterval,
  type Interval,
  intersectRanges,
  type KlineHistory,
  shiftOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import type { SettledRange } from '@marketloom/storage';

/** Why there is nothing in ranges that lie farther back than the exchange's history reaches. */
export const OUT_OF_REACH = "out of the exchange's reach";

/** The first open time that an exchange still answers for; null when it answers for all of its history. */
export function reachOf(history: KlineHistory, interval: Interval, now: number): number | null {
  switch (history.kind) {
    case 'full':
      return null;
    case 'candles':
      return shiftOpenTime(floorToInterval(now, interval), interval, -history.count);
    case 'age':
      return ceilToInterval(now - history.ageMs, interval);
  }
}

/** What of the missing ranges no exchange's answer can fill any more, as the ledger is to say it. */
export function outOfReach(missing: readonly TimeRange[], reach: number | null): SettledRange[] {
  if (reach === null) return [];
  const before = intersectRanges(missing, [{ start: Number.NEGATIVE_INFINITY, end: reach }]);
  return before.map((range) => ({ ...range, status: 'unavailable', reason: OUT_OF_REACH }));
}
