import {
  countCandlesIn,
  intersectRanges,
  KlineTable,
  shiftOpenTime,
  subtractRanges,
  type TimeRange,
} from '@marketloom/exchange';
import type { KlineSeries } from '@marketloom/storage';
import { pageLimitOf } from './page-limit.ts';
import type { RepairCounts, RepairSeriesOptions } from './repair-series.ts';
import { BEFORE_FIRST_CANDLE } from './settle-page.ts';

/**
 * Settles what of the ranges lies before the series begins: one question takes the place of a page for each stretch of
 * years in which there is nothing. What is called stored is never passed over.
 * @param requested ascending, merged
 * @returns what is left to be fetched again
 * @throws {ExchangeError}
 * @throws {StorageError}
 */
export async function skipBeginning(
  series: KlineSeries,
  { exchange, request, giveUp, report }: RepairSeriesOptions,
  requested: readonly TimeRange[],
  counts: RepairCounts,
): Promise<readonly TimeRange[]> {
  const { entry, interval } = request;
  const [first] = requested;
  const last = requested.at(-1);
  if (first === undefined || last === undefined) return requested;
  const coverage = await series.coverage();
  const oldest = coverage.find(({ status }) => status === 'stored')?.start ?? last.end;
  if (shiftOpenTime(first.start, interval, pageLimitOf(exchange, entry.market)) >= oldest) return requested;
  const beginning = await exchange.firstKlineOpenTime({ symbol: entry, interval, signal: giveUp });
  counts.requests += 1;
  if (beginning === null) return requested;
  const before = intersectRanges(requested, [
    { start: Number.NEGATIVE_INFINITY, end: Math.min(beginning, oldest) },
  ]);
  if (before.length === 0) return requested;
  const settled = before.map((range) => ({
    ...range,
    status: 'unavailable' as const,
    reason: BEFORE_FIRST_CANDLE,
  }));
  const { removed } = await series.replace({ klines: KlineTable.empty(), settled });
  counts.removed += removed;
  const candles = countCandlesIn(before, interval);
  report({ type: 'advanced', series: request, candles, rows: 0 });
  return subtractRanges(requested, before);
}
