import {
  countCandlesIn,
  type Interval,
  intersectRanges,
  mergeRanges,
  shiftOpenTime,
  subtractRanges,
  type InstrumentStatus,
  type TimeRange,
} from '@marketloom/exchange';
import type { SettledRange } from '@marketloom/storage';
import type { Failure } from './failure.ts';
import type { Series, SeriesSummary, UnresolvedRange } from './ingest-summary.ts';
import type { SeriesTally } from './series-tally.ts';

/** What befell a series. */
export interface SeriesEvents {
  requested: TimeRange | null;
  /** What the ledger missed of it before. */
  missing: readonly TimeRange[];
  /** From here on no candle had closed; null when that did not come up. */
  notClosedFrom: number | null;
  /** What went wrong; a null range means all of the series. */
  readonly failures: { readonly range: TimeRange | null; readonly failure: Failure }[];
  skipped: InstrumentStatus | null;
  /** What is to be said of what nothing went wrong with, and which was not fetched. */
  notReached: Failure;
}

/** What befell a series that was stopped by who started the run. */
export const INTERRUPTED: Failure = {
  kind: 'interrupted',
  message: 'the run was stopped before it was fetched',
};

/**
 * Puts together what a run did for a series. What is unresolved is what was asked for less what the ledger says is
 * settled now; without a word of the ledger (null) it is all that was missing before, less what has been written since.
 */
export function summariseSeries(
  series: Series,
  events: SeriesEvents,
  tally: SeriesTally,
  coverage: readonly SettledRange[] | null,
): SeriesSummary {
  const { requested, missing, skipped } = events;
  const count = (ranges: readonly TimeRange[]): number => countCandlesIn(ranges, series.interval);
  const left =
    coverage && requested ? subtractRanges([requested], coverage) : subtractRanges(missing, tally.settled);
  const notClosedYet = requested && notClosed(requested, events.notClosedFrom);
  const pending = mergeRanges(tally.pending);
  const open = subtractRanges(left, [...pending, ...(notClosedYet ? [notClosedYet] : [])]);
  return {
    ...series,
    requested,
    alreadySettled: requested ? count([requested]) - count(missing) : 0,
    fetched: tally.fetched,
    archived: tally.archived,
    archiveFailure: tally.archiveFailure,
    inserted: tally.inserted,
    updated: tally.updated,
    unchanged: tally.unchanged,
    empty: tally.empty,
    unavailable: tally.unavailable,
    pending,
    notClosedYet,
    unresolved: skipped === null ? open.map((range) => withReason(range, events)) : [],
    lastStored: coverage && requested && lastStored(coverage, requested, series.interval),
    failure: events.failures[0]?.failure ?? null,
    requests: tally.requests,
    skipped,
  };
}

function lastStored(
  coverage: readonly SettledRange[],
  requested: TimeRange,
  interval: Interval,
): number | null {
  const stored = coverage.filter(({ status }) => status === 'stored');
  const newest = intersectRanges(stored, [requested]).at(-1);
  return newest === undefined ? null : shiftOpenTime(newest.end, interval, -1);
}

function notClosed(requested: TimeRange, from: number | null): TimeRange | null {
  if (from === null || from >= requested.end) return null;
  return { start: Math.max(from, requested.start), end: requested.end };
}

function withReason(range: TimeRange, { failures, notReached }: SeriesEvents): UnresolvedRange {
  const fits = failures.find(
    (one) => one.range !== null && one.range.start < range.end && range.start < one.range.end,
  );
  const reason = fits ?? failures.find((one) => one.range === null) ?? failures[0];
  return { ...range, reason: reason?.failure ?? notReached };
}
