import type { InstrumentStatus, Interval, TimeRange } from '@marketloom/exchange';
import type { CatalogueEntry } from '@marketloom/storage';
import type { Failure } from './failure.ts';

/** One instrument at one interval. */
export interface Series {
  readonly entry: CatalogueEntry;
  readonly interval: Interval;
}

/** A range that is not settled though it was asked for, and why. */
export interface UnresolvedRange extends TimeRange {
  readonly reason: Failure;
}

/** What a run did for one series. Counts are candles; ranges are half-open, on open time. */
export interface SeriesSummary extends Series {
  /** What was asked for, aligned to the interval; null when it could not be determined. */
  readonly requested: TimeRange | null;
  /** Candles that the ledger had settled before: nothing was asked for them. */
  readonly alreadySettled: number;
  /** Rows in the exchange's answers. */
  readonly fetched: number;
  /** Of those, how many came from the exchange's files. */
  readonly archived: number;
  /** Why files could not be used, so that the API was asked instead; null when none failed. */
  readonly archiveFailure: Failure | null;
  readonly inserted: number;
  /** Rows that were stored with other values; the old ones are kept as revisions. */
  readonly updated: number;
  readonly unchanged: number;
  /** Candles settled as `empty`: the exchange answered and had none. */
  readonly empty: number;
  /** Candles settled as `unavailable`: out of the exchange's reach, or before the first one. */
  readonly unavailable: number;
  /** The newest candles, where the exchange did not have them yet. They are asked for again next time. */
  readonly pending: readonly TimeRange[];
  /** What of the request was not closed yet. */
  readonly notClosedYet: TimeRange | null;
  /** By the ledger after the run: asked for, closed, and not settled. */
  readonly unresolved: readonly UnresolvedRange[];
  /** The newest open time that is stored of what was asked for; null when none is, or the ledger could not be read. */
  readonly lastStored: number | null;
  /** The first thing that went wrong; null when nothing did. */
  readonly failure: Failure | null;
  /** Answers of the exchange's API that this took: pages, and questions for the first candle and the status. */
  readonly requests: number;
  /** The status for which the series was passed over; null when it was not. */
  readonly skipped: InstrumentStatus | null;
}

/**
 * - `complete`: all that was asked for and can be there is in the database
 * - `partial`: some of it
 * - `failed`: nothing that was asked for is settled
 */
export type Outcome = 'complete' | 'partial' | 'failed';

/** What a run did. */
export interface IngestSummary {
  readonly exchange: string;
  readonly outcome: Outcome;
  /** Whether the run was stopped before its end. */
  readonly interrupted: boolean;
  readonly series: readonly SeriesSummary[];
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What the summaries of the series amount to. */
export function outcomeOf(series: readonly SeriesSummary[]): Outcome {
  if (series.every(isComplete)) return 'complete';
  return series.some((one) => isComplete(one) || hasSomething(one)) ? 'partial' : 'failed';
}

const isComplete = (one: SeriesSummary): boolean => one.unresolved.length === 0 && one.failure === null;

const hasSomething = (one: SeriesSummary): boolean =>
  one.alreadySettled + one.inserted + one.updated + one.unchanged + one.empty + one.unavailable > 0;
