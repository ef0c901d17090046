import {
  type Clock,
  type ExchangeInterface,
  type Logger,
  silentLogger,
  systemClock,
  type TimeRange,
} from '@marketloom/exchange';
import type { Database } from '@marketloom/storage';
import { describeFailure, stopsEverything } from './failure.ts';
import { runBounded } from './run-bounded.ts';
import { type SeriesChoice, type StoredSeries, storedSeries } from './stored-series.ts';
import { neverLookedAt, type VerifiedSeries, verifySeries } from './verify-series.ts';

/** What {@link verifyKlines} takes. */
export interface VerifyKlinesOptions {
  readonly database: Pick<Database, 'symbols' | 'klines'>;
  /** Which series; all that are stored when left out. */
  readonly choice?: SeriesChoice | undefined;
  /** Only open times of this range; all that is stored when left out. */
  readonly range?: TimeRange | undefined;
  /** How many pages of each series are compared with the exchange; 0, and then no exchange is asked anything. */
  readonly samplePages?: number | undefined;
  /** Gives an exchange by its id; needed for a sample. */
  readonly openExchange?: ((id: string) => Promise<ExchangeInterface>) | undefined;
  /** How many series are looked at at once; 2. */
  readonly concurrency?: number | undefined;
  /** The most findings of one kind that are kept for a series; 1,000. The rest is counted. */
  readonly mostFindings?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when a series has been looked at. */
  readonly onVerified?: ((series: VerifiedSeries, done: number, of: number) => void) | undefined;
  /** Told how it goes; nobody when left out. */
  readonly logger?: Logger | undefined;
  /** The machine's when left out. */
  readonly clock?: Clock | undefined;
}

/**
 * - `clean`: nothing is wrong
 * - `faulty`: something is, in some series
 * - `incomplete`: some series could not be looked at, or not compared with the exchange
 */
export type VerifyOutcome = 'clean' | 'faulty' | 'incomplete';

/** What a verification came to. */
export interface VerifySummary {
  readonly outcome: VerifyOutcome;
  readonly interrupted: boolean;
  /** All that were chosen; those that a stopped run did not come to have that as their `failure`. */
  readonly series: readonly VerifiedSeries[];
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Looks for faults in what is stored: candles off the grid, prices and volumes that cannot be, holes against the ledger,
 * candles that are not what their minutes make, and, for a sample, candles that are not what the exchange answers now.
 * Nothing is changed. A series that fails does not stop the others.
 * @throws {UnknownSymbolError} naming the nearest symbols
 * @throws {StorageError} when the catalogue or the ledger cannot be read
 */
export async function verifyKlines(options: VerifyKlinesOptions): Promise<VerifySummary> {
  const { database, clock = systemClock, logger = silentLogger } = options;
  const startedAt = clock.now();
  const chosen = await storedSeries(database, options.choice ?? {});
  const exchanges = new Map<string, Promise<ExchangeInterface>>();
  const fatal = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, fatal.signal]) : fatal.signal;
  const verified = new Map<StoredSeries, VerifiedSeries>();
  const exchangeOf = async ({ entry }: StoredSeries): Promise<ExchangeInterface | null> => {
    if (!options.samplePages || options.openExchange === undefined) return null;
    const opened = exchanges.get(entry.exchange) ?? options.openExchange(entry.exchange);
    exchanges.set(entry.exchange, opened);
    const exchange = await opened;
    exchange.useInstruments([entry]);
    return exchange;
  };
  await runBounded(chosen, options.concurrency ?? 2, async (series) => {
    if (signal.aborted) return void verified.set(series, neverLookedAt(series));
    const result = await verifySeries({
      database,
      series,
      range: options.range,
      samplePages: options.samplePages ?? 0,
      exchangeOf,
      most: options.mostFindings,
      signal,
      fail: (error) => {
        logger.warn(`${series.entry.symbol.toString()} ${series.interval} could not be verified`, {
          reason: describeFailure(error).message,
        });
        if (stopsEverything(error)) fatal.abort(error);
      },
    });
    verified.set(series, result);
    options.onVerified?.(result, verified.size, chosen.length);
  });
  const series = chosen.flatMap((one) => verified.get(one) ?? []);
  return {
    outcome: outcomeOf(series),
    interrupted: options.signal?.aborted ?? false,
    series,
    startedAt,
    endedAt: clock.now(),
  };
}

function outcomeOf(series: readonly VerifiedSeries[]): VerifyOutcome {
  if (series.some(({ findings }) => findings.length > 0)) return 'faulty';
  return series.some(({ failure }) => failure !== null) ? 'incomplete' : 'clean';
}
