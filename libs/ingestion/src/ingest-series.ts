import { isExchangeError, type TimeRange } from '@marketloom/exchange';
import { isStorageError, type SettledRange } from '@marketloom/storage';
import { claimSeries } from './claim-series.ts';
import { describeFailure, type Failure } from './failure.ts';
import { fetchSeries, noteRequest } from './fetch-series.ts';
import type { IngestRun } from './ingest-run.ts';
import type { Series, SeriesSummary } from './ingest-summary.ts';
import { SeriesTally } from './series-tally.ts';
import { INTERRUPTED, type SeriesEvents, summariseSeries } from './summarise-series.ts';

/**
 * Brings one series up to what was asked for: claims it, fetches what its ledger says is missing, writes rows and
 * ledger together. Never rejects: what went wrong is in the summary, and told to `onError` as it was thrown.
 */
export async function ingestSeries(
  run: IngestRun,
  of: Series,
  onError: (error: unknown) => void,
): Promise<SeriesSummary> {
  const events: SeriesEvents = {
    requested: null,
    missing: [],
    notClosedFrom: null,
    failures: [],
    skipped: null,
    notReached: INTERRUPTED,
  };
  const tally = new SeriesTally(of.interval);
  let coverage: readonly SettledRange[] | null = null;
  const fail = (error: unknown, range: TimeRange | null): void => {
    const stopped = run.stop.aborted && (error === run.stop.reason || error === run.giveUp.reason);
    if (stopped) return;
    events.failures.push({ range, failure: describeFailure(error) });
    onError(error);
  };
  try {
    if (typeof run.start === 'number') noteRequest(run, of, events, run.start);
    const series = await claimSeries(run, of);
    try {
      await fetchSeries(run, of, { series, events, tally, fail });
      if (events.requested) coverage = await series.coverage(events.requested);
    } finally {
      await series.release();
    }
  } catch (error) {
    fail(error, null);
  }
  events.notReached = whyNotReached(run.stop);
  // Without a claim the ledger can still be read: what was committed before counts, whatever happened after.
  if (coverage === null && events.requested) coverage = await readLedger(run, of);
  return summariseSeries(of, events, tally, coverage);
}

/** Why a series was not fetched to its end though nothing went wrong with it: what ended the run may be another's failure. */
function whyNotReached(stop: AbortSignal): Failure {
  const { reason } = stop as { readonly reason: unknown };
  if (!isExchangeError(reason) && !isStorageError(reason)) return INTERRUPTED;
  const { kind, message } = describeFailure(reason);
  return { kind, message: `not fetched, since ${message}` };
}

/** What is settled of a series that is not ours; null when the database does not answer. */
async function readLedger(
  run: IngestRun,
  { entry, interval }: Series,
): Promise<readonly SettledRange[] | null> {
  try {
    const [status] = await run.database.klines.status({ symbolIds: [entry.id], intervals: [interval] });
    return status?.coverage ?? [];
  } catch (error) {
    run.logger.warn('the ledger cannot be read', {
      symbol: entry.symbol.toString(),
      error: describeFailure(error).message,
    });
    return null;
  }
}
