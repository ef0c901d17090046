import {
  type Clock,
  type ExchangeInterface,
  type Logger,
  silentLogger,
  systemClock,
  type TimeRange,
} from '@marketloom/exchange';
import type { Database } from '@marketloom/storage';
import { withGrace } from './grace-signal.ts';
import type { Outcome, Series } from './ingest-summary.ts';
import { type RepairedSeries, repairSeries } from './repair-series.ts';
import { runBounded } from './run-bounded.ts';
import type { SeriesProgress } from './series-progress.ts';

/** A series whose ledger is to be mended, and what of it is to be fetched again. */
export interface RepairRequest extends Series {
  /** Taken outwards to whole candles; none where only the ledger is at fault. */
  readonly ranges: readonly TimeRange[];
}

/** What {@link repairKlines} takes. */
export interface RepairKlinesOptions {
  /** The exchange of all the series. */
  readonly exchange: ExchangeInterface;
  readonly database: Pick<Database, 'klines'>;
  readonly series: readonly RepairRequest[];
  /** How many series are fetched at once; 4. */
  readonly concurrency?: number | undefined;
  /** How many of the newest closed candles, when absent, are left as they are; 3. */
  readonly pendingCandles?: number | undefined;
  /** Stops the run: what is in hand is finished and written. */
  readonly signal?: AbortSignal | undefined;
  /** How long what is in hand may take after that; 5 seconds. */
  readonly graceMs?: number | undefined;
  /** Told what happens, and with each answer how far it is. */
  readonly onProgress?: ((progress: SeriesProgress<RepairedSeries>) => void) | undefined;
  /** Told how it goes; nobody when left out. */
  readonly logger?: Logger | undefined;
  /** The machine's when left out. */
  readonly clock?: Clock | undefined;
}

/** What a repair did. */
export interface RepairSummary {
  readonly exchange: string;
  readonly outcome: Outcome;
  readonly interrupted: boolean;
  readonly series: readonly RepairedSeries[];
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Mends the ledger of each series, so that no two of its ranges overlap and all are of whole candles. Then fetches ranges
 * again, whatever the ledger says of them, with those that it contradicted itself on, and makes what is stored there what the exchange answers: new
 * candles are added, others corrected, and such as the exchange does not have taken away, all kept as revisions. A page
 * that would take stored candles away is asked for twice. A series that fails does not stop the others, unless the
 * exchange has banned us or the database is gone.
 */
export async function repairKlines(options: RepairKlinesOptions): Promise<RepairSummary> {
  const { exchange, database, clock = systemClock, logger = silentLogger } = options;
  const startedAt = clock.now();
  exchange.useInstruments(options.series.map(({ entry }) => entry));
  const fatal = new AbortController();
  const stop = options.signal ? AbortSignal.any([options.signal, fatal.signal]) : fatal.signal;
  const grace = withGrace(stop, options.graceMs ?? 5_000);
  const report = (progress: SeriesProgress<RepairedSeries>): void => options.onProgress?.(progress);
  report({ type: 'planned', series: options.series });
  const done = new Map<Series, RepairedSeries>();
  try {
    await runBounded(options.series, options.concurrency ?? 4, async (series) => {
      const summary = await repairSeries({
        exchange,
        database,
        request: series,
        pendingCandles: options.pendingCandles ?? 3,
        stop,
        giveUp: grace.signal,
        clock,
        logger,
        report,
        onFatal: (error) => fatal.abort(error),
      });
      done.set(series, summary);
      report({ type: 'ended', series, summary });
    });
  } finally {
    grace[Symbol.dispose]();
  }
  const series = options.series.flatMap((one) => done.get(one) ?? []);
  return {
    exchange: exchange.id,
    outcome: outcomeOf(series),
    interrupted: options.signal?.aborted ?? false,
    series,
    startedAt,
    endedAt: clock.now(),
  };
}

function outcomeOf(series: readonly RepairedSeries[]): Outcome {
  const isDone = ({ failure, unresolved }: RepairedSeries): boolean =>
    failure === null && unresolved.length === 0;
  if (series.every(isDone)) return 'complete';
  return series.some((one) => isDone(one) || one.requests > 0) ? 'partial' : 'failed';
}
