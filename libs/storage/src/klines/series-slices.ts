import {
  alignRange,
  floorToInterval,
  intervalMs,
  isEmptyRange,
  shiftOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import type { Queryable } from '../connection/connection.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import type { LedgerSeries } from './coverage-ledger.ts';

/** How many candles are looked at in one statement: what bounds the memory of both sides. */
const SLICE_CANDLES = 250_000;
/** So many months would end in a year that PostgreSQL does not read as we print it; a century of them is enough. */
const SLICE_MONTHS = 1200;

/** How a series is cut. */
export interface SliceOptions {
  /** All that is stored or said to be stored, when left out. */
  readonly range?: TimeRange | undefined;
  /** What each candle counts; 1 when left out. Slices hold the fewer candles, the more each of them counts. */
  readonly weight?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Cuts a series into slices of whole candles, ascending, and leaves out stretches with neither candles nor a ledger. */
export async function* seriesSlices(
  queryable: Queryable,
  series: LedgerSeries,
  { range, weight = 1, signal }: SliceOptions,
): AsyncGenerator<TimeRange> {
  const { interval } = series;
  const most = intervalMs(interval) === null ? SLICE_MONTHS : SLICE_CANDLES;
  const length = Math.max(1, Math.min(most, Math.floor(SLICE_CANDLES / weight)));
  const within = range === undefined ? null : alignRange(range, interval);
  if (within !== null && isEmptyRange(within)) return;
  const until = within?.end ?? Number.POSITIVE_INFINITY;
  let start = await nextTime(queryable, series, within?.start ?? null);
  while (start !== null && start < until) {
    signal?.throwIfAborted();
    const end: number = Math.min(until, shiftOpenTime(start, interval, length));
    yield { start, end };
    start = await nextTime(queryable, series, end);
  }
}

/** The open time of the first candle that is stored, or said to be, from a time on; null when there is none. */
async function nextTime(
  queryable: Queryable,
  { symbolId, interval }: LedgerSeries,
  from: number | null,
): Promise<number | null> {
  const { rows } = await queryable.query<{ next: string | null }>(
    `SELECT ${epochMs(`least(
       (SELECT date_trunc('milliseconds', min(open_time)) FROM klines
        WHERE symbol_id = $1 AND interval = $2 AND open_time >= $3::timestamptz),
       (SELECT min(greatest(range_start, $3::timestamptz)) FROM kline_coverage
        WHERE symbol_id = $1 AND interval = $2 AND range_end > $3::timestamptz AND status = 'stored'))`)} AS next`,
    [symbolId, interval, from === null ? '-infinity' : new Date(from).toISOString()],
  );
  const next = rows[0]?.next ?? null;
  return next === null ? null : floorToInterval(Number(next), interval);
}
