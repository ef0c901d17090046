import type { KlineSeries } from '@marketloom/storage';
import type { IngestRun } from './ingest-run.ts';
import type { Series } from './ingest-summary.ts';
import { IngestionError } from './ingestion-error.ts';

/**
 * Makes a series ours, as soon as nobody else has it.
 * @throws {IngestionError} `busy`, when that takes longer than the run waits
 * @throws the reason of the run's `stop`
 * @throws {StorageError}
 */
export async function claimSeries(run: IngestRun, { entry, interval }: Series): Promise<KlineSeries> {
  const { stop, claimWithinMs } = run;
  if (claimWithinMs === undefined) return run.database.klines.claim(entry.id, interval, { signal: stop });
  const wait = new AbortController();
  const onStop = (): void => wait.abort(stop.reason);
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  const timer = setTimeout(() => wait.abort(busy(entry.symbol.toString(), interval)), claimWithinMs);
  try {
    return await run.database.klines.claim(entry.id, interval, { signal: wait.signal });
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
  }
}

function busy(symbol: string, interval: string): IngestionError {
  return new IngestionError('busy', `another run is fetching ${symbol} ${interval}; it is tried again later`);
}
