import { type RestMarket, timeOf } from '@marketloom/adapter-kit';
import { futuresBudget, spotBudget } from './budgets.ts';
import { charts, ohlc } from './klines.ts';
import { futuresBook, spotBook } from './order-book.ts';

/** The market whose older candles are built from trades. */
export const SPOT = 'spot';

/** The markets of Kraken, in the order in which they are shown. */
export const MARKETS: readonly RestMarket[] = [
  {
    id: SPOT,
    urlKey: 'spot_url',
    budget: spotBudget,
    // XBTEUR has the oldest trade, of 10 September 2013.
    opened: Date.UTC(2013, 8, 10),
    // In whole seconds: https://docs.kraken.com/api-reference/market-data/get-server-time
    time: {
      path: '/0/public/Time',
      read: (answer) => answer.field('result').field('unixtime').integer() * 1000,
    },
    listing: async () => (await import('./listing.ts')).spotListing,
    klines: [{ dialect: ohlc }],
    // OHLC has no volume in quote and reaches 720 candles back; trades tell and reach all.
    klineCapabilities: { history: { kind: 'full' }, omits: ['takerBuyVolume', 'takerBuyQuoteVolume'] },
    orderBook: spotBook,
  },
  {
    id: 'futures',
    urlKey: 'futures_url',
    budget: futuresBudget,
    opened: Date.UTC(2016, 0, 1),
    // Every answer tells the time; this one is short.
    time: {
      path: '/derivatives/api/v3/instruments/status',
      read: (answer) => timeOf(answer.field('serverTime'), 'iso'),
    },
    listing: async () => (await import('./listing.ts')).futuresListing,
    klines: [{ dialect: charts }],
    // Whether intervals without a trade are sent is not documented: a candle that is absent says nothing.
    // Of inverse contracts there is no volume in base, of others none in quote.
    klineCapabilities: {
      quietIntervals: 'omitted',
      omits: ['tradeCount', 'takerBuyVolume', 'takerBuyQuoteVolume'],
    },
    orderBook: futuresBook,
  },
];
