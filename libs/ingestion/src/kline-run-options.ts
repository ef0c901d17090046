import {
  type Clock,
  type ExchangeInterface,
  type Interval,
  type Logger,
  silentLogger,
  systemClock,
} from '@marketloom/exchange';
import type { CatalogueEntry, Database } from '@marketloom/storage';
import type { RunSettings } from './ingest-run.ts';
import type { Series } from './ingest-summary.ts';
import { IngestionError } from './ingestion-error.ts';
import { PageShare } from './page-share.ts';
import type { InstrumentSelection } from './select-instruments.ts';

/** What every use case takes that fetches candles. */
export interface KlineRunOptions {
  /** Where candles come from. It stays open. */
  readonly exchange: ExchangeInterface;
  /** Where they go. It stays open. */
  readonly database: Pick<Database, 'symbols' | 'klines'>;
  /** Which instruments of the catalogue. */
  readonly selection: InstrumentSelection;
  /** Each instrument is fetched at each of them. */
  readonly intervals: readonly Interval[];
  /** How many series are fetched at once; 4. */
  readonly concurrency?: number | undefined;
  /** How many pages are fetched at once, of all series together; 8. Each series has one at least. */
  readonly concurrentPages?: number | undefined;
  /** About how many rows one transaction writes; 8,000. */
  readonly batchRows?: number | undefined;
  /** How many of the newest closed candles, when absent, are asked for again rather than settled as empty; 3. */
  readonly pendingCandles?: number | undefined;
  /** Candles that were stored sooner than so after their end are read again later, ms; 10 minutes. */
  readonly rereadMs?: number | undefined;
  /** Stops the run: what is in hand is finished and written, and the summary given. */
  readonly signal?: AbortSignal | undefined;
  /** How long what is in hand may take after that; 5 seconds. */
  readonly graceMs?: number | undefined;
  /** Told how it goes; nobody when left out. */
  readonly logger?: Logger | undefined;
  /** The machine's when left out. */
  readonly clock?: Clock | undefined;
}

/** More transactions at once do not make a server of few cores faster, and each holds its rows in memory. */
const USEFUL_WRITES = 2;

/** The options, with what is meant where they say nothing. */
export function settingsOf(options: KlineRunOptions, concurrency: number): RunSettings {
  return {
    exchange: options.exchange,
    database: options.database,
    batchRows: options.batchRows ?? 8_000,
    pendingCandles: options.pendingCandles ?? 3,
    rereadMs: options.rereadMs ?? 600_000,
    writesAtOnce: Math.max(1, Math.ceil(USEFUL_WRITES / concurrency)),
    pages: new PageShare(options.concurrentPages ?? 8),
    clock: options.clock ?? systemClock,
    logger: options.logger ?? silentLogger,
  };
}

/** How many series are fetched at once, where there are `count` of them. */
export function concurrencyOf(options: KlineRunOptions, count: number): number {
  return Math.max(1, Math.min(options.concurrency ?? 4, count));
}

/** Every instrument at every interval. */
export function seriesOf(entries: readonly CatalogueEntry[], intervals: readonly Interval[]): Series[] {
  return entries.flatMap((entry) => [...new Set(intervals)].map((interval) => ({ entry, interval })));
}

/**
 * Refuses what no exchange could answer.
 * @param start null where none is given
 * @throws {IngestionError}
 */
export function refuseImpossible(
  { intervals }: Pick<KlineRunOptions, 'intervals'>,
  { start, now }: { readonly start: number | 'listing' | null; readonly now: number },
): void {
  if (intervals.length === 0) throw new IngestionError('invalidRequest', 'no interval is given');
  if (typeof start === 'number' && start >= now)
    throw new IngestionError(
      'invalidRequest',
      `the start ${new Date(start).toISOString()} is not in the past`,
    );
}
