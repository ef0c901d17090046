import type { Big } from 'big.js';
import { BadResponseError } from './errors/bad-response-error.ts';
import { isPossibleBook } from './packed-book/is-possible-book.ts';
import { packedSides } from './packed-book/packed-order-book.ts';
import type { OrderBookLevel, OrderBookSnapshot } from './order-book-snapshot.ts';

/**
 * Makes sure that a book can be one: prices and sizes positive, bids falling, asks rising, no price twice, the best bid
 * below the best ask, and not both sides empty.
 * @throws {BadResponseError} naming the first level at fault, with a sample
 */
export function assertOrderBook(snapshot: OrderBookSnapshot, operation: string): void {
  const packed = packedSides(snapshot);
  // What is wrong with one that is no book, its objects tell.
  if (packed !== null && isPossibleBook(packed)) return;
  const { bids, asks, instrument } = snapshot;
  const fail = (path: string, fault: string, ...levels: (OrderBookLevel | undefined)[]): never => {
    const sample = levels.map((level) => level && [level.price.toString(), level.size.toString()]);
    throw new BadResponseError(fault, {
      exchange: instrument.exchange,
      operation,
      path,
      sample: JSON.stringify(sample),
    });
  };

  const assertSide = (side: 'bids' | 'asks', levels: readonly OrderBookLevel[], direction: 1 | -1): void => {
    let before: OrderBookLevel | undefined;
    for (let index = 0; index < levels.length; index += 1) {
      const level = levels[index] as OrderBookLevel;
      if (!isPositive(level.price)) fail(`$.${side}[${index}]`, 'a price is not positive', level);
      if (!isPositive(level.size)) fail(`$.${side}[${index}]`, 'a size is not positive', level);
      if (before !== undefined) {
        const order = comparePositive(level.price, before.price) * direction;
        if (order === 0) fail(`$.${side}[${index}]`, 'a price is there twice', before, level);
        if (order < 0) fail(`$.${side}[${index}]`, 'prices are not sorted, best first', before, level);
      }
      before = level;
    }
  };

  if (bids.length === 0 && asks.length === 0) fail('$', 'both sides of the book are empty');
  assertSide('bids', bids, -1);
  assertSide('asks', asks, 1);
  const [bid] = bids;
  const [ask] = asks;
  if (bid && ask && comparePositive(bid.price, ask.price) >= 0) {
    fail('$', 'the book is crossed: the best bid is not below the best ask', bid, ask);
  }
}

// A book of 1,000 levels a side takes 6,000 comparisons, and each of Big's own makes a copy of one of its operands. Big's
// digits have no zeros at either end, so that these do with the exponent and the first digit that differs.

function isPositive(value: Big): boolean {
  return value.s > 0 && value.c[0] !== 0;
}

/** Below zero, zero or above it as `left` is less than, equal to or greater than `right`, both of them positive. */
function comparePositive(left: Big, right: Big): number {
  if (left.e !== right.e) return left.e - right.e;
  const shorter = Math.min(left.c.length, right.c.length);
  for (let index = 0; index < shorter; index += 1) {
    const difference = (left.c[index] as number) - (right.c[index] as number);
    if (difference !== 0) return difference;
  }
  return left.c.length - right.c.length;
}
