import { systemClock } from '@marketloom/exchange';
import { explainRun } from './explain-run.ts';
import { stopsEverything } from './failure.ts';
import { withGrace } from './grace-signal.ts';
import type { IngestProgress } from './ingest-progress.ts';
import type { IngestRun } from './ingest-run.ts';
import { ingestSeries } from './ingest-series.ts';
import { type IngestSummary, outcomeOf, type Series, type SeriesSummary } from './ingest-summary.ts';
import { IngestionError } from './ingestion-error.ts';
import {
  concurrencyOf,
  type KlineRunOptions,
  refuseImpossible,
  seriesOf,
  settingsOf,
} from './kline-run-options.ts';
import { runBounded } from './run-bounded.ts';
import { selectInstruments } from './select-instruments.ts';

/** What {@link ingestKlines} takes. */
export interface IngestKlinesOptions extends KlineRunOptions {
  /**
   * `archive` takes what the exchange's published files hold from these, and only the rest from its API: for long
   * stretches of history. `api` when left out.
   */
  readonly source?: 'api' | 'archive' | undefined;
  /** First open time, epoch ms, aligned upwards; `listing` is the first candle there is. */
  readonly start: number | 'listing';
  /** First open time no longer wanted, epoch ms; now when left out. */
  readonly end?: number | undefined;
  /** Asks for each instrument's trading status first and passes over the halted and the delisted. */
  readonly checkStatus?: boolean | undefined;
  /** Told what happens, and with each answer how far it is. */
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
}

/**
 * Fetches the closed candles that the ledger does not call settled yet, and writes rows and ledger together. Where
 * nothing is missing, nothing is asked of the exchange. A series that fails does not stop the others, unless the
 * exchange has banned us or the database is gone. The summary tells by the ledger what remains and why.
 * @throws {IngestionError} when the selection or the request is at fault: nothing has been fetched
 * @throws {UnknownSymbolError} naming the nearest symbols
 * @throws {StorageError} when the catalogue cannot be read
 */
export async function ingestKlines(options: IngestKlinesOptions): Promise<IngestSummary> {
  const { exchange, database, clock = systemClock } = options;
  const startedAt = clock.now();
  const end = options.end ?? startedAt;
  refuseImpossible(options, { start: options.start, now: startedAt });
  if (options.source === 'archive' && exchange.klineArchive === null)
    throw new IngestionError('invalidRequest', `${exchange.id} has no archive of candles`);
  refuseBackwards(options.start, end);
  const entries = await selectInstruments(database, exchange.id, options.selection);
  exchange.useInstruments(entries);
  const planned = seriesOf(entries, options.intervals);
  const concurrency = concurrencyOf(options, planned.length);
  const fatal = new AbortController();
  const stop = options.signal ? AbortSignal.any([options.signal, fatal.signal]) : fatal.signal;
  const grace = withGrace(stop, options.graceMs ?? 5_000);
  const settings = settingsOf(options, concurrency);
  const run: IngestRun = {
    ...settings,
    archive: options.source === 'archive' ? exchange.klineArchive : null,
    start: options.start,
    end,
    now: startedAt,
    checkStatus: options.checkStatus ?? false,
    stop,
    giveUp: grace.signal,
    report: (progress) => options.onProgress?.(progress),
  };
  run.report({ type: 'planned', series: planned });
  const summaries = new Map<Series, SeriesSummary>();
  try {
    await runBounded(planned, concurrency, async (series) => {
      const summary = await ingestSeries(run, series, (error) => {
        if (stopsEverything(error)) fatal.abort(error);
      });
      summaries.set(series, summary);
      run.report({ type: 'ended', series, summary });
    });
  } finally {
    grace[Symbol.dispose]();
  }
  const series = planned.flatMap((one) => summaries.get(one) ?? []);
  await explainRun({ exchange, database, logger: settings.logger, signal: stop }, series);
  const interrupted = options.signal?.aborted ?? false;
  return {
    exchange: exchange.id,
    outcome: outcomeOf(series),
    interrupted,
    series,
    startedAt,
    endedAt: clock.now(),
  };
}

function refuseBackwards(start: number | 'listing', end: number): void {
  if (start === 'listing' || start < end) return;
  const [from, until] = [start, end].map((time) => new Date(time).toISOString());
  throw new IngestionError('invalidRequest', `the start ${from} is not before the end ${until}`);
}
