import { systemClock } from '@marketloom/exchange';
import { explainRun } from './explain-run.ts';
import { FollowLifelines } from './follow-lifelines.ts';
import { FollowLoop } from './follow-loop.ts';
import type { FollowProgress } from './follow-progress.ts';
import { FollowRoster } from './follow-roster.ts';
import { type FollowSummary, isBehind } from './follow-summary.ts';
import { withGrace } from './grace-signal.ts';
import type { Series } from './ingest-summary.ts';
import { IngestionError } from './ingestion-error.ts';
import {
  concurrencyOf,
  type KlineRunOptions,
  refuseImpossible,
  seriesOf,
  settingsOf,
} from './kline-run-options.ts';
import { selectInstruments } from './select-instruments.ts';

/** How long to wait for a series that another run has, ms. Its turn comes again, and others have theirs meanwhile. */
const CLAIM_WITHIN_MS = 5_000;

/** What {@link followKlines} takes. */
export interface FollowKlinesOptions extends KlineRunOptions {
  /**
   * Where catching up begins: an open time, epoch ms, aligned upwards, or `listing`, the first candle there is; whatever
   * is missing from there on is fetched. When left out, each series goes on where what is stored of it ends; a new one
   * begins with the newest closed candle.
   */
  readonly start?: number | 'listing' | undefined;
  /** Ends the run by itself after so long, ms: what is due by then still has its turn. Without end when left out. */
  readonly durationMs?: number | undefined;
  /** Told what happens. */
  readonly onProgress?: ((progress: FollowProgress) => void) | undefined;
}

/**
 * Keeps series current until it is stopped: catches up first, then asks for each new candle soon after its close, the
 * series of an interval spread so that they do not come all at once. It survives what can pass: a series that fails is
 * tried again with growing waits while the others go on; a ban is waited out; while the exchange or the database does not
 * answer, one try at a time finds out when it does. What is stored is told by the ledger, so nothing is lost meanwhile.
 * @throws {IngestionError} when the selection or the request is at fault: nothing has been fetched
 * @throws {UnknownSymbolError} naming the nearest symbols
 * @throws {StorageError} when the catalogue cannot be read at the start
 */
export async function followKlines(options: FollowKlinesOptions): Promise<FollowSummary> {
  const { exchange, database, selection, intervals, signal, clock = systemClock } = options;
  const startedAt = clock.now();
  refuseImpossible(options, { start: options.start ?? null, now: startedAt });
  const entries = await selectInstruments(database, exchange.id, selection);
  const impossible = seriesOf(entries, intervals).find((series) => !isPossible(options, series));
  if (impossible !== undefined) throw unsupported(options, impossible);
  exchange.useInstruments(entries);
  const report = (progress: FollowProgress): void => options.onProgress?.(progress);
  const lifelines = new FollowLifelines(report);
  const { start } = options;
  const roster = new FollowRoster(
    {
      intervals,
      start,
      startedAt,
      settleDelayMs: exchange.settleDelayMs,
      isPossible: (series) => isPossible(options, series),
      report,
    },
    entries,
  );
  const endAt = options.durationMs === undefined ? null : startedAt + options.durationMs;
  const concurrency = concurrencyOf(options, Number.POSITIVE_INFINITY);
  const stopping = new AbortController();
  const onSignal = (): void => stopping.abort(signal?.reason);
  if (signal?.aborted === true) onSignal();
  else signal?.addEventListener('abort', onSignal, { once: true });
  const grace = withGrace(stopping.signal, options.graceMs ?? 5_000);
  const run = {
    ...settingsOf(options, concurrency),
    archive: null,
    checkStatus: false,
    claimWithinMs: CLAIM_WITHIN_MS,
    stop: stopping.signal,
    giveUp: grace.signal,
    report: () => undefined,
  };
  report({ type: 'planned', series: roster.followed.length });
  const readCatalogue = async (now: number): Promise<void> => {
    const selected = await selectInstruments(database, exchange.id, selection).catch((error: unknown) => {
      if (IngestionError.isInstance(error)) return [];
      throw error;
    });
    exchange.useInstruments(selected);
    roster.select(selected, now);
  };
  const loop = new FollowLoop({
    run,
    lifelines,
    roster,
    report,
    concurrency,
    endAt,
    readCatalogue: 'symbols' in selection ? null : readCatalogue,
    explain: (found) =>
      explainRun({ exchange, database, logger: run.logger, signal: stopping.signal }, found),
    stop: () => stopping.abort(new Error('the time of the run is over')),
  });
  try {
    await loop.run();
  } finally {
    signal?.removeEventListener('abort', onSignal);
    grace[Symbol.dispose]();
  }
  const endedAt = clock.now();
  // What became due after the end of the run's time is nobody's business any more.
  const judgedAt = Math.min(endedAt, endAt ?? endedAt);
  const series = [...roster.all].map((one) =>
    one.summary(judgedAt, lifelines.troubleOf(one.series.entry.market)),
  );
  return {
    exchange: exchange.id,
    outcome: series.some(isBehind) ? 'partial' : 'complete',
    interrupted: signal?.aborted ?? false,
    series,
    startedAt,
    endedAt,
  };
}

function isPossible({ exchange }: FollowKlinesOptions, { entry, interval }: Series): boolean {
  return exchange.capabilities[entry.market]?.klines.intervals.includes(interval) ?? true;
}

function unsupported({ exchange }: FollowKlinesOptions, { entry, interval }: Series): IngestionError {
  const has = exchange.capabilities[entry.market]?.klines.intervals.join(', ');
  return new IngestionError(
    'invalidRequest',
    `${entry.symbol.toString()}: the ${entry.market} market of ${exchange.id} has no ${interval} candles; it has ${has}`,
  );
}
