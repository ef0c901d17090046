import { isExchangeError } from '@marketloom/exchange';
import { describeFailure } from './failure.ts';
import { type FollowLifelines, isDatabaseGone } from './follow-lifelines.ts';
import type { FollowProgress, Retirement } from './follow-progress.ts';
import type { FollowedSeries } from './followed-series.ts';
import type { IngestRun } from './ingest-run.ts';
import { ingestSeries } from './ingest-series.ts';
import { IngestionError } from './ingestion-error.ts';

/** What a try works with. */
export interface FollowTryParts {
  /** What is the same for all tries. */
  readonly run: Omit<IngestRun, 'start' | 'end' | 'now'>;
  readonly lifelines: FollowLifelines;
  readonly report: (progress: FollowProgress) => void;
}

/**
 * Brings one series up to now, and sets the time of its next turn. Never rejects.
 * @returns why it is followed no more; null when it is
 */
export async function tryOnce(one: FollowedSeries, parts: FollowTryParts): Promise<Retirement | null> {
  const { run, lifelines, report } = parts;
  const { clock, stop } = run;
  const askedAt = clock.now();
  const { series } = one;
  let error: unknown = null;
  const noteError = (thrown: unknown): void => {
    // What all series have in common counts more than what came before it.
    if (error === null || isDatabaseGone(thrown)) error = thrown;
  };
  const summary = await ingestSeries(
    { ...run, start: one.start, end: askedAt, now: askedAt },
    series,
    noteError,
  );
  const now = clock.now();
  const isOfAll = lifelines.ended(series.entry.market, error, summary.requests > 0, now);
  const isBusy = IngestionError.isInstance(error) && error.kind === 'busy';
  if (error !== null && !isBusy) one.failed(describeFailure(error));
  // Without the database nothing is known of what is missing.
  if (isDatabaseGone(error)) one.tookNothing(summary, now);
  else one.took(summary, askedAt, now);
  if (isOfAll) one.dueAt = now;
  if (error !== null && !isOfAll && !isBusy && one.failedJustNow)
    report({ type: 'failed', series, failure: describeFailure(error) });
  const isUnknown = isExchangeError(error) && error.kind === 'unknownSymbol';
  if (stop.aborted || isOfAll || !(isUnknown || one.isStatusDue(now))) return null;
  return askStatus(one, parts);
}

/** Asks whether an instrument still trades whose candles do not come. */
async function askStatus(
  one: FollowedSeries,
  { run, lifelines, report }: FollowTryParts,
): Promise<Retirement | null> {
  const { exchange, clock, giveUp } = run;
  const { series } = one;
  try {
    const status = await exchange.tradingStatus(series.entry, { signal: giveUp });
    one.answered();
    if (status === 'delisted') return 'delisted';
    const isHalted = status !== 'trading';
    if (isHalted && !one.isHalted) report({ type: 'halted', series });
    one.halt(isHalted, clock.now());
  } catch (error) {
    if (giveUp.aborted) return null;
    one.failed(describeFailure(error));
    lifelines.ended(series.entry.market, error, false, clock.now());
  }
  return null;
}
