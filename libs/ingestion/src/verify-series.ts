import {
  type ExchangeInterface,
  type Interval,
  intersectRanges,
  mergeRanges,
  type TimeRange,
} from '@marketloom/exchange';
import type { Database, KlineFinding, KlineFindings, MinutesInterval } from '@marketloom/storage';
import { compareSample, type SampleFinding, sampleRanges } from './compare-sample.ts';
import { describeFailure, type Failure } from './failure.ts';
import type { Series } from './ingest-summary.ts';
import { pageLimitOf } from './page-limit.ts';
import type { StoredSeries } from './stored-series.ts';

/** What a look at one series came to. Counts are candles. */
export interface VerifiedSeries extends Series {
  /** How many stored candles were looked at. */
  readonly candles: number;
  /** How many were compared with what their minutes make; 0 where the minutes are not stored. */
  readonly compared: number;
  /** How many of the exchange's candles were compared with what is stored. */
  readonly sampled: number;
  /** Answers of the exchange that this took. */
  readonly requests: number;
  /** Ascending by kind, then by time. */
  readonly findings: readonly VerifyFinding[];
  /** How many more findings there are. */
  readonly omitted: number;
  /** What kept it from being looked at as a whole; null when nothing did. */
  readonly failure: Failure | null;
}

/** Something that is wrong with a stored series. */
export type VerifyFinding = KlineFinding | SampleFinding;

/** What {@link verifySeries} works with. */
export interface VerifySeriesOptions {
  readonly database: Pick<Database, 'klines'>;
  readonly series: StoredSeries;
  readonly range: TimeRange | undefined;
  readonly samplePages: number;
  readonly exchangeOf: (series: StoredSeries) => Promise<ExchangeInterface | null>;
  readonly most: number | undefined;
  readonly signal: AbortSignal;
  readonly fail: (error: unknown) => void;
}

const STOPPED: Failure = {
  kind: 'interrupted',
  message: 'the run was stopped before all of it was looked at',
};

const NOTHING: KlineFindings = { findings: [], omitted: 0, candles: 0 };

/** What is to be said of a series that a stopped run did not come to. */
export function neverLookedAt({ entry, interval }: Series): VerifiedSeries {
  const counts = { candles: 0, compared: 0, sampled: 0, requests: 0, omitted: 0 };
  return { entry, interval, ...counts, findings: [], failure: STOPPED };
}

/** Looks at one series. Never rejects: what kept it from being looked at is in the result, and told to `fail`. */
export async function verifySeries(options: VerifySeriesOptions): Promise<VerifiedSeries> {
  const { database, series, range, most, signal, fail } = options;
  const { entry, interval } = series;
  const findings: VerifyFinding[] = [];
  const counts = { candles: 0, compared: 0, sampled: 0, requests: 0, omitted: 0 };
  const check = { most, signal };
  const take = (found: KlineFindings): number => {
    findings.push(...found.findings);
    counts.omitted += found.omitted;
    return found.candles;
  };
  try {
    counts.candles = take(await database.klines.check(entry.id, interval, range, check));
    counts.compared = take(
      isOfMinutes(interval)
        ? await database.klines.compareWithMinutes(entry.id, interval, range, check)
        : NOTHING,
    );
    for (const sample of await sampleOf(options)) {
      counts.sampled += sample.candles;
      counts.requests += sample.requests;
      findings.push(...sample.findings);
    }
    return { entry, interval, ...counts, findings, failure: null };
  } catch (error) {
    const stopped = signal.aborted && error === signal.reason;
    if (!stopped) fail(error);
    return { entry, interval, ...counts, findings, failure: stopped ? STOPPED : describeFailure(error) };
  }
}

async function sampleOf(options: VerifySeriesOptions): Promise<Awaited<ReturnType<typeof compareSample>>[]> {
  const { database, series, range, samplePages, exchangeOf, signal } = options;
  const exchange = await exchangeOf(series);
  if (exchange === null) return [];
  // What is called empty too: only the exchange can tell whether it is.
  const settled = mergeRanges(series.status.coverage.filter(({ status }) => status !== 'unavailable'));
  const within = range === undefined ? settled : intersectRanges(settled, [range]);
  const pageLimit = pageLimitOf(exchange, series.entry.market);
  const samples: Awaited<ReturnType<typeof compareSample>>[] = [];
  for (const one of sampleRanges(within, series, { pages: samplePages, pageLimit, random: Math.random })) {
    samples.push(await compareSample(exchange, database, series, one, signal));
  }
  return samples;
}

function isOfMinutes(interval: Interval): interval is MinutesInterval {
  return interval !== '1s' && interval !== '1m';
}
