import type { KlineDialect, KlineEndpoint } from '@marketloom/adapter-kit';
import { type Interval, INTERVALS } from '@marketloom/exchange';

/** The exchange's words for intervals are ours. */
const words = (intervals: readonly Interval[]): KlineDialect['intervals'] =>
  Object.fromEntries(intervals.map((interval) => [interval, interval]));

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data */
const spot: KlineDialect = {
  path: '/api/v3/klines',
  parameters: {
    symbol: 'symbol',
    interval: 'interval',
    from: { name: 'startTime', unit: 'ms', bound: 'inclusive' },
    until: { name: 'endTime', unit: 'ms', bound: 'inclusive' },
    limit: 'limit',
  },
  intervals: words(INTERVALS),
  pageLimit: 1000,
  overflow: 'first',
  history: { kind: 'full' },
  quietIntervals: 'sent',
  rowsAt: [],
  order: 'ascending',
  cells: {
    openTime: 0,
    open: 1,
    high: 2,
    low: 3,
    close: 4,
    volume: 5,
    quoteVolume: 7,
    tradeCount: 8,
    takerBuyVolume: 9,
    takerBuyQuoteVolume: 10,
  },
  closeTime: 6,
  openTimeUnit: 'ms',
  times: 'number',
  decimals: 'text',
  unfinished: { kind: 'sent' },
};

/**
 * Up to 1500 candles are answered; 499 for a weight of 2 are the cheapest.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Kline-Candlestick-Data
 */
const usdm: KlineDialect = {
  ...spot,
  path: '/fapi/v1/klines',
  intervals: words(INTERVALS.filter((interval) => interval !== '1s')),
  pageLimit: 499,
};

/**
 * Of more candles than were asked for the last are answered, and 200 days a request are allowed. Columns 5 and 9 count
 * contracts, 7 and 10 the base.
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Kline-Candlestick-Data
 */
const coinm: KlineDialect = {
  ...usdm,
  path: '/dapi/v1/klines',
  overflow: 'last',
  longestWindowMs: 200 * 86_400_000,
  cells: {
    openTime: 0,
    open: 1,
    high: 2,
    low: 3,
    close: 4,
    volume: 7,
    quoteVolume: 5,
    tradeCount: 8,
    takerBuyVolume: 10,
    takerBuyQuoteVolume: 9,
    contracts: ['quoteVolume', 'takerBuyQuoteVolume'],
  },
};

/** What a request for so many candles costs on the futures markets; their pages say where. */
function futuresWeight(limit: number): number {
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1000 ? 5 : 10;
}

/** The endpoints for klines, one in each market. */
export const spotKlines: KlineEndpoint = { dialect: spot, weight: () => 2 };
export const usdmKlines: KlineEndpoint = { dialect: usdm, weight: futuresWeight };
export const coinmKlines: KlineEndpoint = { dialect: coinm, weight: futuresWeight };
