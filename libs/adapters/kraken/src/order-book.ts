import { type OrderBookEndpoint, readLevels, timeOrNull } from '@marketloom/adapter-kit';

/**
 * Spot: up to 500 levels a side, each with a time of its own; of the whole there is none:
 * https://docs.kraken.com/api-reference/market-data/get-order-book
 */
export const spotBook: OrderBookEndpoint = {
  depths: { kind: 'upTo', maximum: 500 },
  defaultDepth: 100,
  sizeUnit: 'base',
  omits: ['lastUpdateId', 'exchangeTs'],
  request: ({ exchangeSymbol }, depth) => ({
    path: '/0/public/Depth',
    query: { pair: exchangeSymbol, count: depth },
  }),
  read(answer) {
    // The book stands under the long name of the pair, whichever name was asked for.
    const result = answer.field('result');
    const book = result.entries()[0]?.[1] ?? result.fail('holds no book');
    return {
      bids: readLevels(book.field('bids')),
      asks: readLevels(book.field('asks')),
      lastUpdateId: null,
      exchangeTs: null,
    };
  },
};

/**
 * Futures: always the whole book, and the time at which it was written:
 * https://docs.kraken.com/api-reference/market-data/get-orderbook. Sizes count contracts.
 */
export const futuresBook: OrderBookEndpoint = {
  depths: { kind: 'upTo', maximum: 5000 },
  defaultDepth: 1000,
  sizeUnit: 'contracts',
  omits: ['lastUpdateId'],
  request: ({ exchangeSymbol }) => ({
    path: '/derivatives/api/v3/orderbook',
    query: { symbol: exchangeSymbol },
  }),
  read(answer) {
    const book = answer.field('orderBook');
    const serverTime = answer.optional('serverTime');
    return {
      bids: readLevels(book.field('bids')),
      asks: readLevels(book.field('asks')),
      lastUpdateId: null,
      exchangeTs: timeOrNull(serverTime, 'iso'),
    };
  },
};
