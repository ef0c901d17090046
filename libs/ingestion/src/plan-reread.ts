import { closeTimeOf, type Interval, shiftOpenTime, type TimeRange } from '@marketloom/exchange';
import type { SettledRange } from '@marketloom/storage';

/** What must be known to decide which stored candles are read again. */
export interface RereadFacts {
  /** All that is settled of the series, ascending. */
  readonly ledger: readonly SettledRange[];
  /** What the run was asked for: nothing outside is read again. */
  readonly requested: TimeRange;
  /** What the run fetches anyway. */
  readonly missing: readonly TimeRange[];
  readonly interval: Interval;
  /** Candles that were stored sooner than so after their end are worth a second look, ms. */
  readonly rereadMs: number;
  /** Epoch ms. */
  readonly now: number;
}

/** More than so many candles are never read again: they would cost a request of their own. */
const MOST_CANDLES = 60;

/**
 * The newest stored candles that were stored so soon after their end that the exchange may have changed them since: they
 * are read again together with what follows them, or by themselves once that time has passed. Null when there are none,
 * so that a run that has nothing to do asks for nothing.
 */
export function planReread(facts: RereadFacts): TimeRange | null {
  const { ledger, requested, missing, interval, rereadMs, now } = facts;
  const newest = ledger.findLast(({ status }) => status === 'stored');
  if (newest?.settledAt === undefined || newest.end > requested.end) return null;
  const last = shiftOpenTime(newest.end, interval, -1);
  const isSecondLookDue = now - closeTimeOf(last, interval) > rereadMs;
  if (!isSecondLookDue && !missing.some(({ start }) => start === newest.end)) return null;
  let start = newest.end;
  for (let candle = last, count = 0; count < MOST_CANDLES && candle >= newest.start; count += 1) {
    if (newest.settledAt - closeTimeOf(candle, interval) > rereadMs) break;
    start = candle;
    candle = shiftOpenTime(candle, interval, -1);
  }
  const range = { start: Math.max(start, requested.start), end: newest.end };
  return range.start < range.end ? range : null;
}
