import { readKlineRows, requestOf } from '@marketloom/adapter-kit';
import type { KlineSeries, RestClient } from '@marketloom/adapter-kit';
import {
  assertKlines,
  type Interval,
  KlineTable,
  shiftOpenTime,
  type TimeRange,
  floorToInterval,
} from '@marketloom/exchange';
import { pairBudget } from './budgets.ts';
import { ohlc } from './klines.ts';

/** How many candles OHLC reaches back, for sure: another may open while the answer is under way. */
const REACH = ohlc.pageLimit - 3;

/** The first open time that OHLC tells of when the exchange's clock shows `now`. */
export function recentFrom(now: number, interval: Interval): number {
  return shiftOpenTime(floorToInterval(now, interval), interval, -REACH);
}

/** What OHLC answered of a range. */
export interface RecentKlines {
  /** The closed candles in the range, those without a trade left out. */
  readonly klines: KlineTable;
  /** The open time of the first candle in the answer, which is asked for in vain before it; null where there is none. */
  readonly oldest: number | null;
  /** The open time of the candle that was still open; null where the pair has none. */
  readonly newest: number | null;
}

/**
 * Asks OHLC for the candles of an aligned range. All rows before the last have closed, whatever our clock shows; the last
 * never has. A row without a trade, which repeats the close before it, is left out, since trades cannot tell of it: so a
 * candle is there or not whichever way it was come by.
 * @throws {ExchangeError}
 */
export async function recentKlines(
  client: RestClient,
  series: KlineSeries,
  range: TimeRange,
): Promise<RecentKlines> {
  const { instrument, interval, exchange, operation } = series;
  const { exchangeSymbol } = instrument;
  const window = { range, askedEnd: range.end, limit: ohlc.pageLimit };
  const request = {
    ...requestOf(ohlc, exchangeSymbol, interval, window),
    budget: pairBudget(exchangeSymbol),
  };
  return client.send(request, { ...series, instrument }, (response) => {
    const read = readKlineRows(response, ohlc, { instrument, interval, exchange, operation }).klines;
    const { openTime, tradeCount } = read.columns;
    const oldest = openTime[0] ?? null;
    const newest = openTime.at(-1) ?? null;
    const end = Math.min(range.end, newest ?? range.end);
    const rows = [...openTime.keys()].filter((row) => {
      const time = openTime[row] as number;
      return time >= range.start && time < end && tradeCount?.[row] !== 0;
    });
    const klines = rowsOf(read, rows);
    assertKlines(klines, { exchange, operation, interval, range });
    return { klines, oldest, newest };
  });
}

function rowsOf({ columns }: KlineTable, rows: readonly number[]): KlineTable {
  const pick = <T>(column: readonly T[]): T[] => rows.map((row) => column[row] as T);
  const maybe = <T>(column: readonly T[] | null): T[] | null => column && pick(column);
  return new KlineTable({
    openTime: pick(columns.openTime),
    closeTime: pick(columns.closeTime),
    open: pick(columns.open),
    high: pick(columns.high),
    low: pick(columns.low),
    close: pick(columns.close),
    volume: maybe(columns.volume),
    quoteVolume: maybe(columns.quoteVolume),
    tradeCount: maybe(columns.tradeCount),
    takerBuyVolume: maybe(columns.takerBuyVolume),
    takerBuyQuoteVolume: maybe(columns.takerBuyQuoteVolume),
  });
}
