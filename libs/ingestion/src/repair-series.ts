import {
  ceilToInterval,
  type Clock,
  countCandles,
  type ExchangeInterface,
  floorToInterval,
  type Logger,
  mergeRanges,
  type TimeRange,
} from '@marketloom/exchange';
import type { Database, KlineSeries, ReplaceCounts } from '@marketloom/storage';
import { describeFailure, type Failure, stopsEverything } from './failure.ts';
import type { Series, UnresolvedRange } from './ingest-summary.ts';
import type { RepairRequest } from './repair-klines.ts';
import { repairWindow } from './repair-window.ts';
import type { SeriesProgress } from './series-progress.ts';
import { WindowPlan } from './window-plan.ts';

/** What a repair did for one series. Counts are candles; ranges are half-open, on open time. */
export interface RepairedSeries extends Series, ReplaceCounts {
  /** What was asked for, in whole candles. */
  readonly requested: readonly TimeRange[];
  /** Rows in the exchange's answers. */
  readonly fetched: number;
  /** Answers of the exchange. */
  readonly requests: number;
  /** What is as it was before, and why. */
  readonly unresolved: readonly UnresolvedRange[];
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

/** How many candles one answer holds where a market says nothing of it. */
const USUAL_PAGE = 500;

/** Repairs one series, page by page, each in one transaction. Never rejects: what went wrong is in the result. */
export async function repairSeries(options: RepairSeriesOptions): Promise<RepairedSeries> {
  const { database, request, clock, stop } = options;
  const { entry, interval } = request;
  const closed = floorToInterval(clock.now(), interval);
  const requested = mergeRanges(
    request.ranges.map(({ start, end }) => ({
      start: floorToInterval(start, interval),
      end: Math.min(ceilToInterval(end, interval), closed),
    })),
  );
  const counts = { fetched: 0, requests: 0, inserted: 0, updated: 0, unchanged: 0, removed: 0 };
  const unresolved: UnresolvedRange[] = [];
  const fail = (error: unknown, range: TimeRange): void => {
    const stopped = stop.aborted && (error === stop.reason || error === options.giveUp.reason);
    unresolved.push({ ...range, reason: stopped ? STOPPED : describeFailure(error) });
    if (!stopped && stopsEverything(error)) options.onFatal(error);
  };
  options.report({ type: 'begun', series: request, candles: candlesOf(requested, request) });
  let series: KlineSeries | null = null;
  try {
    series = await database.klines.claim(entry.id, interval, { signal: stop });
    await work(series, options, requested, { counts, fail, unresolved });
  } catch (error) {
    for (const range of requested) fail(error, range);
  } finally {
    await series?.release().catch((error: unknown) => {
      options.logger.warn('a claim could not be released', { reason: describeFailure(error).message });
    });
  }
  return { entry, interval, requested, ...counts, unresolved: joined(unresolved) };
}

interface RepairParts {
  readonly counts: { -readonly [Name in keyof ReplaceCounts]: number } & {
    fetched: number;
    requests: number;
  };
  readonly unresolved: UnresolvedRange[];
  readonly fail: (error: unknown, range: TimeRange) => void;
}

async function work(
  series: KlineSeries,
  options: RepairSeriesOptions,
  requested: readonly TimeRange[],
  { counts, unresolved, fail }: RepairParts,
): Promise<void> {
  const { exchange, request, stop } = options;
  const { entry, interval } = request;
  const pageLimit = exchange.capabilities[entry.market]?.klines.pageLimit ?? USUAL_PAGE;
  const plan = new WindowPlan(requested, interval, pageLimit);
  for (let window = plan.next(); window; window = plan.next()) {
    const { start, end } = window;
    if (stop.aborted) {
      unresolved.push({ start, end, reason: STOPPED });
      continue;
    }
    try {
      const repaired = await repairWindow(series, options, { start, end });
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
      candles: candlesOf([{ start, end }], request),
      rows: 0,
    });
  }
}

function candlesOf(ranges: readonly TimeRange[], { interval }: Series): number {
  return ranges.reduce((sum, range) => sum + countCandles(range, interval), 0);
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
