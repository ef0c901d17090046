import {
  type Clock,
  type ExchangeInterface,
  type Interval,
  type Logger,
  silentLogger,
  systemClock,
} from '@marketloom/exchange';
import type { Database } from '@marketloom/storage';
import { explainRun } from './explain-run.ts';
import { withGrace } from './grace-signal.ts';
import type { IngestProgress } from './ingest-progress.ts';
import type { IngestRun } from './ingest-run.ts';
import { ingestSeries } from './ingest-series.ts';
import { type IngestSummary, outcomeOf, type Series, type SeriesSummary } from './ingest-summary.ts';
import { IngestionError } from './ingestion-error.ts';
import { runBounded } from './run-bounded.ts';
import { type InstrumentSelection, selectInstruments } from './select-instruments.ts';

/** What {@link ingestKlines} takes. */
export interface IngestKlinesOptions {
  readonly exchange: ExchangeInterface;
  readonly database: Pick<Database, 'symbols' | 'klines'>;
  readonly selection: InstrumentSelection;
  readonly intervals: readonly Interval[];
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
  /** How many series are fetched at once; 4. */
  readonly concurrency?: number | undefined;
  /** How many pages are fetched at once, of all series together; 8. Each series has one at least. */
  readonly concurrentPages?: number | undefined;
  /** About how many rows one transaction writes; 5000. */
  readonly batchRows?: number | undefined;
  /** How many of the newest closed candles, when absent, are asked for again rather than settled as empty; 3. */
  readonly pendingCandles?: number | undefined;
  /** Candles that were stored sooner than so after their end are read again by a later run, ms; 10 minutes. */
  readonly rereadMs?: number | undefined;
  /** Stops the run: what is in hand is finished and written, and the summary given. */
  readonly signal?: AbortSignal | undefined;
  /** How long what is in hand may take after that; 5 seconds. */
  readonly graceMs?: number | undefined;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
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
  const { exchange, database, clock = systemClock, logger = silentLogger } = options;
  const startedAt = clock.now();
  const end = options.end ?? startedAt;
  refuseImpossible(options, end, startedAt);
  const entries = await selectInstruments(database, exchange.id, options.selection);
  exchange.useInstruments(entries);
  const planned = entries.flatMap((entry) =>
    [...new Set(options.intervals)].map((interval) => ({ entry, interval })),
  );
  const concurrency = Math.max(1, Math.min(options.concurrency ?? 4, planned.length));
  const fatal = new AbortController();
  const stop = options.signal ? AbortSignal.any([options.signal, fatal.signal]) : fatal.signal;
  const grace = withGrace(stop, options.graceMs ?? 5_000);
  const run: IngestRun = {
    exchange,
    database,
    archive: options.source === 'archive' ? exchange.klineArchive : null,
    start: options.start,
    end,
    now: startedAt,
    checkStatus: options.checkStatus ?? false,
    batchRows: options.batchRows ?? 5_000,
    pendingCandles: options.pendingCandles ?? 3,
    rereadMs: options.rereadMs ?? 600_000,
    pagesAhead: Math.max(1, Math.ceil((options.concurrentPages ?? 8) / concurrency)),
    stop,
    giveUp: grace.signal,
    clock,
    logger,
    report: (progress) => options.onProgress?.(progress),
  };
  run.report({ type: 'planned', series: planned });
  const summaries = new Map<Series, SeriesSummary>();
  try {
    await runBounded(planned, concurrency, async (series) => {
      const summary = await ingestSeries(run, series, (error) => fatal.abort(error));
      summaries.set(series, summary);
      run.report({ type: 'ended', series, summary });
    });
  } finally {
    grace[Symbol.dispose]();
  }
  const series = planned.flatMap((one) => summaries.get(one) ?? []);
  await explainRun({ exchange, database, logger, signal: stop }, series);
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

function refuseImpossible(options: IngestKlinesOptions, end: number, now: number): void {
  const refuse = (message: string): never => {
    throw new IngestionError('invalidRequest', message);
  };
  if (options.intervals.length === 0) refuse('no interval is given');
  if (options.source === 'archive' && options.exchange.klineArchive === null)
    refuse(`${options.exchange.id} has no archive of candles`);
  if (options.start === 'listing') return;
  const iso = (time: number): string => new Date(time).toISOString();
  if (options.start >= now) refuse(`the start ${iso(options.start)} is not in the past`);
  if (options.start >= end) refuse(`the start ${iso(options.start)} is not before the end ${iso(end)}`);
}
