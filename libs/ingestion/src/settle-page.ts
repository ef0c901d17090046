import {
  endOfRun,
  type Interval,
  intersectRanges,
  type KlinePage,
  nextOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import type { SettledRange } from '@marketloom/storage';

/** Why there is nothing in the ledger's `unavailable` ranges that this package writes. */
export const BEFORE_FIRST_CANDLE = 'before the first candle';

/** What must be known to judge a candle that is not in an answer. */
export interface SettlingFacts {
  /** The open time of the first candle there ever was; null when it is not known to lie inside or after the page. */
  readonly firstOpenTime: number | null;
  /** A candle absent from here on may yet come: it is not settled. */
  readonly pendingFrom: number;
  /** What is stored already and only read again: what is absent there is not settled anew; null where nothing is. */
  readonly confirmed?: TimeRange | null;
}

/** What an answer settles, and what it leaves pending. */
export interface PageSettlement {
  readonly settled: SettledRange[];
  readonly pending: TimeRange[];
  /** Stored candles that were read again, and are not in the answer. */
  readonly withdrawn: TimeRange[];
}

/**
 * What a page says of each open time of its range: runs of candles are `stored`; what is absent is `unavailable` before
 * the first candle, pending where it is recent, else `empty`.
 */
export function settlePage(page: KlinePage, interval: Interval, facts: SettlingFacts): PageSettlement {
  const settled: SettledRange[] = [];
  const pending: TimeRange[] = [];
  const withdrawn: TimeRange[] = [];
  const neverSeen = (start: number, end: number): void => {
    const first = Math.min(Math.max(facts.firstOpenTime ?? start, start), end);
    if (start < first)
      settled.push({ start, end: first, status: 'unavailable', reason: BEFORE_FIRST_CANDLE });
    const recent = Math.min(Math.max(facts.pendingFrom, first), end);
    if (first < recent) settled.push({ start: first, end: recent, status: 'empty' });
    if (recent < end) pending.push({ start: recent, end });
  };
  const absent = (start: number, end: number): void => {
    const [again] = facts.confirmed ? intersectRanges([{ start, end }], [facts.confirmed]) : [];
    if (again !== undefined) withdrawn.push(again);
    neverSeen(start, again?.start ?? end);
    neverSeen(again?.end ?? end, end);
  };
  let position = page.range.start;
  for (const run of runsOf(page, interval)) {
    if (position < run.start) absent(position, run.start);
    settled.push({ ...run, status: 'stored' });
    position = run.end;
  }
  if (position < page.range.end) absent(position, page.range.end);
  return { settled, pending, withdrawn };
}

/** The ranges in which one candle follows the other. */
function runsOf({ klines }: KlinePage, interval: Interval): TimeRange[] {
  const { openTimes } = klines;
  const runs: TimeRange[] = [];
  let end = 0;
  for (let first = 0; first < openTimes.length; first = end) {
    end = endOfRun(openTimes, first, interval);
    runs.push({
      start: openTimes[first] as number,
      end: nextOpenTime(openTimes[end - 1] as number, interval),
    });
  }
  return runs;
}
