import type { OrderBookLevel, OrderBookSnapshot } from '@marketloom/exchange';
import { Big } from 'big.js';
import fc from 'fast-check';
import { makeInstrument } from './instrument-fixture.ts';

/** When the books of tests were taken, unless they say otherwise. */
export const BOOK_TIME = Date.UTC(2024, 4, 1);

/** One side of a book, of pairs of price and size. */
export const levels = (...pairs: readonly (readonly [string, string])[]): OrderBookLevel[] =>
  pairs.map(([price, size]) => ({ price: new Big(price), size: new Big(size) }));

/** A small book; what is not given is made up. */
export function makeBook(given: Partial<OrderBookSnapshot> = {}): OrderBookSnapshot {
  return {
    instrument: makeInstrument('BTC-USDT-SPOT'),
    sizeUnit: 'base',
    bids: levels(['100.5', '1'], ['100.25', '0.00000001']),
    asks: levels(['100.75', '2.5'], ['101', '3']),
    depth: 5,
    lastUpdateId: 7n,
    exchangeTs: null,
    retrievedAt: BOOK_TIME,
    ...given,
  };
}

/** Both sides of any book whose levels are such decimals, at most so many a side; one side may be empty. */
export function anySides(
  decimal: fc.Arbitrary<Big>,
  most: number,
): fc.Arbitrary<Pick<OrderBookSnapshot, 'bids' | 'asks'>> {
  const side = fc.uniqueArray(fc.record({ price: decimal, size: decimal }), {
    minLength: 1,
    maxLength: most * 2,
    selector: ({ price }) => price.toFixed(),
  });
  return fc.tuple(side, fc.nat()).map(([given, place]) => {
    const rising = given.toSorted((a, b) => a.price.cmp(b.price));
    const cut = place % (rising.length + 1);
    return { bids: rising.slice(0, cut).toReversed(), asks: rising.slice(cut) };
  });
}
