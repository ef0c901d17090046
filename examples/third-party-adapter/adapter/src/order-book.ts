import { type OrderBookEndpoint, readLevels, readSequence } from '@marketloom/adapter-kit';

/** https://docs.binance.us/#get-order-book-depth */
export const orderBook: OrderBookEndpoint = {
  depths: { kind: 'upTo', maximum: 1000 },
  defaultDepth: 100,
  sizeUnit: 'base',
  omits: ['exchangeTs'],
  request: ({ exchangeSymbol }, depth) => ({
    path: '/api/v3/depth',
    query: { symbol: exchangeSymbol, limit: depth },
    weight: depth <= 100 ? 5 : 50,
  }),
  read: (answer) => ({
    bids: readLevels(answer.field('bids')),
    asks: readLevels(answer.field('asks')),
    lastUpdateId: readSequence(answer.field('lastUpdateId')),
    exchangeTs: null,
  }),
};
