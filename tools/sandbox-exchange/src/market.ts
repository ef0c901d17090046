/** The simulated markets of Binance: spot, USD-M futures, COIN-M futures. */
export type Market = 'spot' | 'usdm' | 'coinm';

/** All of them, in that order. */
export const MARKETS: readonly Market[] = ['spot', 'usdm', 'coinm'];

/** What sets one market's REST dialect apart. */
export interface MarketDialect {
  /** The first segments of its paths. */
  readonly prefix: string;
  /**
   * Weight that one IP may use in a minute.
   * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits and the `rateLimits` of each exchangeInfo
   */
  readonly weightPerMinute: number;
  /** The most candles of one answer. */
  readonly klineLimit: number;
  /** The longest time between startTime and endTime, in ms; null where there is none. */
  readonly klineSpan: number | null;
  /** The depths that are taken; null where any from 1 on is. */
  readonly depths: readonly number[] | null;
  /** The most levels a side that are shown. */
  readonly mostLevels: number;
}

const FUTURES_DEPTHS = [5, 10, 20, 50, 100, 500, 1000];

/** The dialects, by market. */
export const DIALECTS: Readonly<Record<Market, MarketDialect>> = {
  spot: {
    prefix: '/api/v3',
    weightPerMinute: 6000,
    klineLimit: 1000,
    klineSpan: null,
    depths: null,
    mostLevels: 5000,
  },
  usdm: {
    prefix: '/fapi/v1',
    weightPerMinute: 2400,
    klineLimit: 1500,
    klineSpan: null,
    depths: FUTURES_DEPTHS,
    mostLevels: 1000,
  },
  coinm: {
    prefix: '/dapi/v1',
    weightPerMinute: 2400,
    klineLimit: 1500,
    klineSpan: 200 * 86_400_000,
    depths: FUTURES_DEPTHS,
    mostLevels: 1000,
  },
};

/** Whether a text names a market. */
export function isMarket(text: unknown): text is Market {
  return MARKETS.includes(text as Market);
}
