import { type OrderBookEndpoint, readLevels, readSequence } from '@marketloom/adapter-kit';
import type { Category } from './categories.ts';

/**
 * How Bybit gives a book. `u` is the update id of the 1000-level stream, `cts` when the matching engine made the book;
 * answers from before `cts` came have only `ts`, when the answer was made. Sizes of inverse contracts count contracts
 * of one US dollar.
 * https://bybit-exchange.github.io/docs/v5/market/orderbook
 */
export function orderBookOf(category: Category): OrderBookEndpoint {
  return {
    depths: { kind: 'upTo', maximum: 1000 },
    defaultDepth: 200,
    sizeUnit: category === 'inverse' ? 'contracts' : 'base',
    omits: [],
    request: ({ exchangeSymbol }, depth) => ({
      path: '/v5/market/orderbook',
      query: { category, symbol: exchangeSymbol, limit: depth },
    }),
    read(answer) {
      const book = answer.field('result');
      return {
        bids: readLevels(book.field('b')),
        asks: readLevels(book.field('a')),
        lastUpdateId: readSequence(book.field('u')),
        exchangeTs: (book.optional('cts') ?? book.field('ts')).integer(),
      };
    },
  };
}
