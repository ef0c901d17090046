import { ceilToInterval, floorToInterval, type Interval } from '@marketloom/exchange';
import { nextWindow } from './kline-windows.ts';
import { fetchKlineWindow, type FindNext, type KlineSeries } from './klines.ts';

/**
 * The open time of the first candle in a range; null when there is none. One request for one candle: of more candles
 * than its limit the spot and USD-M markets answer the first.
 */
const findFirst: FindNext = async (series, range) => {
  const window = { range, endTime: range.end - 1, limit: 1 };
  const klines = await fetchKlineWindow(series, window);
  return klines.columns.openTime[0] ?? null;
};

/**
 * Where to look for the first candle in a range, at most a day before it; null when there is none. The COIN-M market
 * allows 200 days a request, and of more candles than its limit it answers the last: so days are looked through, 200 at
 * a time and all of them asked for.
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Kline-Candlestick-Data
 */
const findFirstDay: FindNext = async (series, range) => {
  const day: Interval = '1d';
  const days: KlineSeries = { ...series, interval: day };
  const end = ceilToInterval(range.end, day);
  for (let cursor = floorToInterval(range.start, day); cursor < end;) {
    const window = nextWindow(series.client.market, day, cursor, end);
    const klines = await fetchKlineWindow(days, window);
    const found = klines.columns.openTime[0];
    if (found !== undefined) {
      const candle = Math.max(range.start, floorToInterval(found, series.interval));
      return candle < range.end ? candle : null;
    }
    cursor = window.range.end;
  }
  return null;
};

/** How each market finds the next candle behind a stretch without any. */
export const findNext: FindNext = (series, range) =>
  series.client.market.longestWindowMs === null ? findFirst(series, range) : findFirstDay(series, range);

/** How long before and after its listing an instrument is looked for: its candles may begin before its onboard date. */
const AROUND_LISTING_MS = 100 * 86_400_000;

/**
 * From where on a series is worth being looked through. Where the listing is known, one request around it saves those
 * for the years before, unless candles go back to where it begins.
 */
async function searchStart(series: KlineSeries, end: number): Promise<number> {
  const { client, instrument } = series;
  const { market } = client;
  const day: Interval = '1d';
  const around = floorToInterval((instrument.listedAt ?? 0) - AROUND_LISTING_MS, day);
  if (around <= market.opened || around >= end) return market.opened;
  const window = nextWindow(market, day, around, ceilToInterval(end, day));
  const [first] = (await fetchKlineWindow({ ...series, interval: day }, window)).columns.openTime;
  return first === undefined || first === around ? market.opened : first;
}

/**
 * The open time of the first candle of a series, which need not be closed yet; null when there is none before `end`.
 */
export async function findFirstKline(series: KlineSeries, end: number): Promise<number | null> {
  const { client, interval } = series;
  if (client.market.longestWindowMs === null) {
    return findFirst(series, { start: ceilToInterval(client.market.opened, interval), end });
  }
  // The candle that holds the day, which may have begun before it.
  const start = floorToInterval(await searchStart(series, end), interval);
  for (let cursor: number | null = start; cursor !== null && cursor < end;) {
    cursor = await findFirstDay(series, { start: cursor, end });
    if (cursor === null) return null;
    const window = nextWindow(client.market, interval, cursor, end);
    const klines = await fetchKlineWindow(series, window);
    const [first] = klines.columns.openTime;
    if (first !== undefined) return first;
    cursor = window.range.end;
  }
  return null;
}
