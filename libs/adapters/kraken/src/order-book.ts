import { type OrderBookEndpoint, readLevels, readSequence } from '@marketloom/adapter-kit';

/** How Kraken gives a book. Name here the page of the exchange that says so. */
export const orderBook: OrderBookEndpoint = {
  depths: { kind: 'upTo', maximum: 500 },
  defaultDepth: 100,
  sizeUnit: 'base',
  omits: [],
  request: ({ exchangeSymbol }, depth) => ({
    path: '/v1/depth',
    query: { symbol: exchangeSymbol, limit: depth },
  }),
  read(answer) {
    const book = answer.field('data');
    return {
      bids: readLevels(book.field('bids')),
      asks: readLevels(book.field('asks')),
      lastUpdateId: readSequence(book.field('sequence')),
      exchangeTs: book.field('time').integer(),
    };
  },
};
