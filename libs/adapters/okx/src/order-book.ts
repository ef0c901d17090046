import { type OrderBookEndpoint, readLevels, readSequence } from '@marketloom/adapter-kit';
import type { JsonReader } from '@marketloom/transport';
import { books, fullBooks } from './budgets.ts';

/** The most levels a side of the book that tells its sequence id; deeper ones come from another endpoint. */
const MOST_OF_BOOKS = 400;

/**
 * How OKX gives a book. Levels are `[price, size, …]`; behind the size stand a zero of old and the number of orders, or
 * with full books that number alone. Full books are made once a second and tell no `seqId`; neither did
 * any in 2022.
 * https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-order-book
 * https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-full-order-book
 */
export const orderBook = (sizeUnit: OrderBookEndpoint['sizeUnit']): OrderBookEndpoint => ({
  depths: { kind: 'upTo', maximum: 5000 },
  defaultDepth: MOST_OF_BOOKS,
  sizeUnit,
  omits: [],
  request({ exchangeSymbol }, depth) {
    const query = { instId: exchangeSymbol, sz: depth };
    return depth <= MOST_OF_BOOKS
      ? { path: '/api/v5/market/books', query, budget: books }
      : { path: '/api/v5/market/books-full', query, budget: fullBooks };
  },
  read(answer) {
    const book = answer.field('data').item(0);
    return {
      bids: readLevels(book.field('bids')),
      asks: readLevels(book.field('asks')),
      lastUpdateId: sequenceIn(book),
      exchangeTs: book.field('ts').integer(),
    };
  },
});

/** Null where none is told: -1 stands for none, too. */
function sequenceIn(book: JsonReader): bigint | null {
  const sequence = book.optional('seqId');
  return sequence === null || sequence.isNull || sequence.decimal() === '-1' ? null : readSequence(sequence);
}
