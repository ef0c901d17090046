import type { Interval, MarketCapabilities } from '@marketloom/exchange';
import { INTERVALS } from '@marketloom/exchange';

/** Binance's markets, each an API of its own. */
export type MarketId = 'spot' | 'usdm' | 'coinm';

/** What differs between the markets, all of it facts of the exchange. */
export interface Market {
  readonly id: MarketId;
  /** What every path begins with; the requests below it share one budget. */
  readonly prefix: string;
  /** The version of the API in use. */
  readonly version: string;
  /** The request weight that one IP address may use in a minute. */
  readonly weightPerMinute: number;
  readonly capabilities: MarketCapabilities;
  /** What a kline request of so many candles costs. */
  klineWeight(limit: number): number;
  /** What an order-book request of such a depth costs. */
  orderBookWeight(depth: number): number;
  /** What the listing costs. */
  readonly listingWeight: number;
  /** The longest time between `startTime` and `endTime` of a kline request, ms; null where there is no limit. */
  readonly longestWindowMs: number | null;
  /** The market's streams of diffs. */
  readonly stream: {
    /** What follows a symbol in lower case in the name of its stream. */
    readonly suffix: string;
    /** How many messages a connection takes from us in a second, pings and pongs among them. */
    readonly messagesPerSecond: number;
    /** How many connections one IP address may try to open in five minutes. */
    readonly connectionsPerFiveMinutes: number;
  };
  /** Before this time, epoch ms, the market did not exist: nothing is asked of it. */
  readonly opened: number;
}

const SPOT_INTERVALS: readonly Interval[] = INTERVALS;
const FUTURES_INTERVALS: readonly Interval[] = INTERVALS.filter((interval) => interval !== '1s');

/**
 * Weights by limit: below 100 candles 1, below 500 2, up to 1000 5, above 10. 499 candles for 2 is the cheapest candle.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Kline-Candlestick-Data
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Kline-Candlestick-Data
 */
function futuresKlineWeight(limit: number): number {
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1000 ? 5 : 10;
}

/**
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Order-Book
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Order-Book
 */
function futuresOrderBookWeight(depth: number): number {
  if (depth <= 50) return 2;
  if (depth <= 100) return 5;
  return depth <= 500 ? 10 : 20;
}

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book */
function spotOrderBookWeight(depth: number): number {
  if (depth <= 100) return 5;
  if (depth <= 500) return 25;
  return depth <= 1000 ? 50 : 250;
}

const futuresOrderBook = { kind: 'steps', steps: [5, 10, 20, 50, 100, 500, 1000] } as const;

/** https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#websocket-limits */
const SPOT_STREAM = { suffix: '@depth@100ms', messagesPerSecond: 5, connectionsPerFiveMinutes: 300 };
/**
 * The limit on connections is the spot market's: none is documented.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/websocket-market-streams/Connect
 */
const FUTURES_STREAM = { suffix: '@depth@100ms', messagesPerSecond: 10, connectionsPerFiveMinutes: 300 };

/** The markets by id. */
export const MARKETS: Readonly<Record<MarketId, Market>> = {
  /** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints */
  spot: {
    id: 'spot',
    prefix: '/api',
    version: 'v3',
    weightPerMinute: 6000,
    capabilities: {
      klines: {
        intervals: SPOT_INTERVALS,
        pageLimit: 1000,
        history: { kind: 'full' },
        quietIntervals: 'sent',
        omits: [],
      },
      orderBook: {
        depths: { kind: 'upTo', maximum: 5000 },
        sizeUnit: 'base',
        omits: ['exchangeTs'],
        stream: true,
      },
    },
    klineWeight: () => 2,
    orderBookWeight: spotOrderBookWeight,
    listingWeight: 20,
    longestWindowMs: null,
    stream: SPOT_STREAM,
    opened: Date.UTC(2017, 0, 1),
  },
  /** https://developers.binance.com/docs/derivatives/usds-margined-futures/general-info */
  usdm: {
    id: 'usdm',
    prefix: '/fapi',
    version: 'v1',
    weightPerMinute: 2400,
    capabilities: {
      klines: {
        intervals: FUTURES_INTERVALS,
        pageLimit: 499,
        history: { kind: 'full' },
        quietIntervals: 'sent',
        omits: [],
      },
      orderBook: { depths: futuresOrderBook, sizeUnit: 'base', omits: [], stream: true },
    },
    klineWeight: futuresKlineWeight,
    orderBookWeight: futuresOrderBookWeight,
    listingWeight: 1,
    longestWindowMs: null,
    stream: FUTURES_STREAM,
    opened: Date.UTC(2019, 0, 1),
  },
  /** https://developers.binance.com/docs/derivatives/coin-margined-futures/general-info */
  coinm: {
    id: 'coinm',
    prefix: '/dapi',
    version: 'v1',
    weightPerMinute: 2400,
    capabilities: {
      klines: {
        intervals: FUTURES_INTERVALS,
        pageLimit: 499,
        history: { kind: 'full' },
        quietIntervals: 'sent',
        omits: [],
      },
      orderBook: { depths: futuresOrderBook, sizeUnit: 'contracts', omits: [], stream: true },
    },
    klineWeight: futuresKlineWeight,
    orderBookWeight: futuresOrderBookWeight,
    listingWeight: 1,
    longestWindowMs: 200 * 86_400_000,
    stream: FUTURES_STREAM,
    opened: Date.UTC(2020, 0, 1),
  },
};

/** The ids of the markets, in the order in which they are shown. */
export const MARKET_IDS: readonly MarketId[] = ['spot', 'usdm', 'coinm'];
