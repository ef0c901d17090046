import type { Failure } from './failure.ts';
import type { Retirement } from './follow-progress.ts';
import type { Series } from './ingest-summary.ts';

/** What became of one series that was followed. Counts are candles. */
export interface FollowedSeriesSummary extends Series {
  /** Stored by this run. */
  readonly stored: number;
  /** Stored before with other values: the old ones are kept as revisions. */
  readonly revisions: number;
  /** The newest open time that is stored, epoch ms; null when none is known of. */
  readonly lastStored: number | null;
  /** Closed by the clock, though the exchange did not have them when it was asked last. */
  readonly pending: number;
  /** Due and not accounted for; null while it is not known where the series begins. */
  readonly missing: number | null;
  /** For how long the oldest of these has been due, ms; 0 when none is missing. */
  readonly lagMs: number;
  /** Why these are missing; null when none is. */
  readonly reason: Failure | null;
  /** Times that it failed, and why the last time. */
  readonly failures: number;
  readonly lastFailure: Failure | null;
  /** Answers of the exchange that this took. */
  readonly requests: number;
  /** Why it is followed no more; null when it is. */
  readonly retired: Retirement | null;
}

/** What a run did. */
export interface FollowSummary {
  readonly exchange: string;
  /** `complete` when nothing that is due is missing of any series that is followed, else `partial`. */
  readonly outcome: 'complete' | 'partial';
  /** Whether the run was stopped by its signal. */
  readonly interrupted: boolean;
  readonly series: readonly FollowedSeriesSummary[];
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Whether a candle is missing that is due, or it is not known. */
export function isBehind({ missing, retired }: Pick<FollowedSeriesSummary, 'missing' | 'retired'>): boolean {
  return retired === null && missing !== 0;
}
