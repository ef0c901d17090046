import {
  ceilToInterval,
  type Clock,
  countCandles,
  countCandlesIn,
  type ExchangeInterface,
  floorToInterval,
  type Logger,
  mergeRanges,
  type TimeRange,
} from '@marketloom/exchange';
import type { Database, KlineSeries, ReplaceCounts } from '@marketloom/storage';
import { describeFailure, type Failure, stopsEverything } from './failure.ts';
import type { Series, UnresolvedRange } from './ingest-summary.ts';
import { pageLimitOf } from './page-limit.ts';
import type { RepairRequest } from './repair-klines.ts';
import { repairWindow } from './repair-window.ts';
import { skipBeginning } from './skip-beginning.ts';
import type { SeriesProgress } from './series-progress.ts';
import { WindowPlan } from './window-plan.ts';

/** What a repair did for one series. Counts are candles; ranges are half-open, on open time. */
export interface RepairedSeries extends Series, ReplaceCounts {
  /** What was to be fetched again, in whole candles: what was asked for, and what the ledger said twice or by halves. */
  readonly requested: readonly TimeRange[];
  /** Rows in the exchange's answers. */
  readonly fetched: number;
  /** Answers of the exchange. */
  readonly requests: number;
  /** What is as it was before, and why. */
  readonly unresolved: readonly UnresolvedRange[];
  /** What kept all of it from being begun; null when nothing did. */
  readonly failure: Failure | null;
}

/** What {@link repairSeries} works with. */
export interface RepairSeriesOptions {
  readonly exchange: ExchangeInterface;
  readonly database: Pick<Database, 'klines'>;
  readonly request: RepairRequest;
  readonly pendingCandles: number;
  /** Aborts when nothing new is to be begun. */
  readonly stop: AbortSignal;
  /** Aborts a while later: what is in hand is given up. */
  readonly giveUp: AbortSignal;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly report: (progress: SeriesProgress<RepairedSeries>) => void;
  readonly onFatal: (error: unknown) => void;
}

const STOPPED: Failure = { kind: 'interrupted', message: 'the run was stopped before it was fetched again' };

/**
 * Repairs one series: first its ledger, then page by page what is to be fetched again, each in one transaction. Never
 * rejects: what went wrong is in the result.
 */
export async function repairSeries(options: RepairSeriesOptions): Promise<RepairedSeries> {
  const { database, request, clock, stop } = options;
  const { entry, interval } = request;
  const closed = floorToInterval(clock.now(), interval);
  const whole = (ranges: readonly TimeRange[]): TimeRange[] =>
    mergeRanges(
      ranges.map(({ start, end }) => ({
        start: floorToInterval(start, interval),
        end: Math.min(ceilToInterval(end, interval), closed),
      })),
    );
  let requested = whole(request.ranges);
  const counts = { fetched: 0, requests: 0, inserted: 0, updated: 0, unchanged: 0, removed: 0 };
  const unresolved: UnresolvedRange[] = [];
  let failure: Failure | null = null;
  const reasonOf = (error: unknown): Failure => {
    const stopped = stop.aborted && (error === stop.reason || error === options.giveUp.reason);
    if (!stopped && stopsEverything(error)) options.onFatal(error);
    return stopped ? STOPPED : describeFailure(error);
  };
  const fail = (error: unknown, range: TimeRange): void => {
    unresolved.push({ ...range, reason: reasonOf(error) });
  };
  let series: KlineSeries | null = null;
  try {
    series = await database.klines.claim(entry.id, interval, { signal: stop });
    const doubtful = await series.mendLedger();
    requested = whole([...request.ranges, ...doubtful]);
    options.report({ type: 'begun', series: request, candles: countCandlesIn(requested, interval) });
    const left = await skipBeginning(series, options, requested, counts);
    await work(series, options, left, { counts, fail, unresolved, doubtful });
  } catch (error) {
    const reason = reasonOf(error);
    failure = reason;
    unresolved.push(...requested.map((range) => ({ ...range, reason })));
  } finally {
    await series?.release().catch((error: unknown) => {
      options.logger.warn('a claim could not be released', { reason: describeFailure(error).message });
    });
  }
  return { entry, interval, requested, ...counts, unresolved: joined(unresolved), failure };
}

/** What has been done of a repair, to be added to. */
export interface RepairCounts extends Record<keyof ReplaceCounts, number> {
  fetched: number;
  requests: number;
}

interface RepairParts {
  readonly counts: RepairCounts;
  /** What the ledger said twice or by halves, before it was mended. */
  readonly doubtful: readonly TimeRange[];
  readonly unresolved: UnresolvedRange[];
  readonly fail: (error: unknown, range: TimeRange) => void;
}

async function work(
  series: KlineSeries,
  options: RepairSeriesOptions,
  requested: readonly TimeRange[],
  { counts, unresolved, fail, doubtful }: RepairParts,
): Promise<void> {
  const { exchange, request, stop } = options;
  const { entry, interval } = request;
  const plan = new WindowPlan(requested, interval, pageLimitOf(exchange, entry.market));
  for (let window = plan.next(); window; window = plan.next()) {
    const { start, end } = window;
    if (stop.aborted) {
      unresolved.push({ start, end, reason: STOPPED });
      continue;
    }
    try {
      const repaired = await repairWindow(series, options, { start, end }, doubtful);
      counts.fetched += repaired.fetched;
      counts.requests += repaired.requests;
      for (const name of ['inserted', 'updated', 'unchanged', 'removed'] as const)
        counts[name] += repaired.counts[name];
      unresolved.push(...repaired.unresolved);
    } catch (error) {
      fail(error, { start, end });
    }
    options.report({
      type: 'advanced',
      series: request,
      candles: countCandles({ start, end }, interval),
      rows: 0,
    });
  }
}

/** Neighbours of one reason as one range. */
function joined(ranges: readonly UnresolvedRange[]): UnresolvedRange[] {
  const result: UnresolvedRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    const continues = last?.end === range.start && last.reason.message === range.reason.message;
    if (last !== undefined && continues) result[result.length - 1] = { ...last, end: range.end };
    else result.push(range);
  }
  return result;
}
