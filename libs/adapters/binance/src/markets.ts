import type { RestMarket, TimeEndpoint } from '@marketloom/adapter-kit';
import { coinmBudget, spotBudget, usdmBudget } from './budgets.ts';
import { coinmKlines, spotKlines, usdmKlines } from './klines.ts';
import { coinmBook, spotBook, usdmBook } from './order-book.ts';

/** Binance's markets, each an API of its own. */
export type MarketId = 'spot' | 'usdm' | 'coinm';

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#check-server-time */
const time = (path: string): TimeEndpoint => ({
  path,
  read: (answer) => answer.field('serverTime').integer(),
});

/** The markets of Binance, in the order in which they are shown. */
export const MARKETS: readonly (RestMarket & { readonly id: MarketId })[] = [
  /** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints */
  {
    id: 'spot',
    urlKey: 'spot_url',
    budget: spotBudget,
    opened: Date.UTC(2017, 0, 1),
    time: time('/api/v3/time'),
    listing: async () => (await import('./listing.ts')).spotListing,
    klines: [spotKlines],
    orderBook: spotBook,
  },
  /** https://developers.binance.com/docs/derivatives/usds-margined-futures/general-info */
  {
    id: 'usdm',
    urlKey: 'usdm_url',
    budget: usdmBudget,
    opened: Date.UTC(2019, 0, 1),
    time: time('/fapi/v1/time'),
    listing: async () => (await import('./listing.ts')).usdmListing,
    klines: [usdmKlines],
    orderBook: usdmBook,
  },
  /** https://developers.binance.com/docs/derivatives/coin-margined-futures/general-info */
  {
    id: 'coinm',
    urlKey: 'coinm_url',
    budget: coinmBudget,
    opened: Date.UTC(2020, 0, 1),
    time: time('/dapi/v1/time'),
    listing: async () => (await import('./listing.ts')).coinmListing,
    klines: [coinmKlines],
    orderBook: coinmBook,
  },
];

/** The ids of the markets, in the order in which they are shown. */
export const MARKET_IDS: readonly MarketId[] = MARKETS.map(({ id }) => id);
