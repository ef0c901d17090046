import type { OrderBookSnapshot } from '../order-book-snapshot.ts';
import type { PackedLevels } from './packed-levels.ts';

/** The two sides of a book, packed. */
export interface PackedSides {
  readonly bids: PackedLevels;
  readonly asks: PackedLevels;
}

/** Not a field of the book: a copy of it that has other levels must not take these along. */
const sidesOf = new WeakMap<OrderBookSnapshot, PackedSides>();
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A book whose levels are packed. It is like any other, and makes the objects of its levels when someone reads `bids` or
 * `asks`; who only passes it on takes {@link packedSides}.
 */
export function packedOrderBook(
  head: Omit<OrderBookSnapshot, 'bids' | 'asks'>,
  { bids, asks }: PackedSides,
): OrderBookSnapshot {
  const book: OrderBookSnapshot = {
    ...head,
    get bids() {
      return bids.levels;
    },
    get asks() {
      return asks.levels;
    },
  };
  // Printed as it is read, not as getters.
  Object.defineProperty(book, INSPECT, { value: () => ({ ...book }) });
  sidesOf.set(book, { bids, asks });
  return book;
}

/** The levels of a book as they were packed; null for a book of objects. */
export function packedSides(book: OrderBookSnapshot): PackedSides | null {
  return sidesOf.get(book) ?? null;
}

/** How many levels a book has, both sides together; none is made for that. */
export function countLevels(book: OrderBookSnapshot): number {
  const { bids, asks } = packedSides(book) ?? book;
  return bids.length + asks.length;
}
