import {
  closeTimeOf,
  type Interval,
  type KlineColumns,
  KlineTable,
  openTimes,
  type TimeRange,
} from '@marketloom/exchange';
import type { Queryable } from '../connection/connection.ts';
import type { KlineBatch } from '../klines/kline-store.ts';
import type { SettledRange } from '../klines/settled-range.ts';

/** Times for tests: so many minutes after a round one. */
export const minute = (count: number): number => Date.UTC(2024, 2, 1) + count * 60_000;

/** From one minute to another. */
export const minutes = (start: number, end: number): TimeRange => ({
  start: minute(start),
  end: minute(end),
});

/** Candles for each open time of the ranges, told apart by their place in time and by `salt`. */
export function makeKlines(
  ranges: readonly TimeRange[],
  options: { interval?: Interval; salt?: number } = {},
): KlineTable {
  const { interval = '1m', salt = 0 } = options;
  const openTime = ranges.flatMap((range) => [...openTimes(range, interval)]);
  const decimals = (offset: number, digits: number): string[] =>
    openTime.map((time) => (((time / 60_000) % 10_000) + offset + salt).toFixed(digits));
  return new KlineTable({
    openTime,
    closeTime: openTime.map((time) => closeTimeOf(time, interval)),
    open: decimals(2, 8),
    high: decimals(3, 2),
    low: decimals(1, 4),
    close: decimals(2, 1),
    volume: decimals(0.25, 5),
    quoteVolume: decimals(0.5, 7),
    tradeCount: openTime.map((_, index) => index),
    takerBuyVolume: decimals(0, 3),
    takerBuyQuoteVolume: decimals(0.125, 3),
  });
}

/** The same table with other values in some columns. */
export function withColumns(klines: KlineTable, columns: Partial<KlineColumns>): KlineTable {
  return new KlineTable({ ...klines.columns, ...columns });
}

/** A batch of candles that fill the ranges. */
export function storedBatch(
  ranges: readonly TimeRange[],
  options: { interval?: Interval; salt?: number } = {},
): KlineBatch {
  const settled = ranges.map((range): SettledRange => ({ ...range, status: 'stored' }));
  return { klines: makeKlines(ranges, options), settled };
}

/** What a ledger says, but for when it was settled. */
export function withoutTimes(coverage: readonly SettledRange[]): Omit<SettledRange, 'settledAt'>[] {
  return coverage.map(({ start, end, status, reason = null }) => ({ start, end, status, reason }));
}

/** Adds a symbol to the catalogue, for the ledger to refer to; returns its id. */
export async function addSymbol(queryable: Queryable, name: string): Promise<number> {
  const { rows } = await queryable.query<{ id: number }>(
    `INSERT INTO symbols (exchange, market, exchange_symbol, base_asset, quote_asset, settle_asset, instrument_type,
       symbol, status, underlying_asset, first_seen, last_seen, raw)
     VALUES ('testex', 'spot', $1, 'A', 'B', 'B', 'SPOT', 'A-B-SPOT', 'trading', 'A', now(), now(), '{}') RETURNING id`,
    [name],
  );
  return (rows[0] as { id: number }).id;
}
