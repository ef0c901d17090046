import { BadResponseError } from './errors/bad-response-error.ts';
import type { OrderBookLevel, OrderBookSnapshot } from './order-book-snapshot.ts';

/**
 * Makes sure that a book can be one: prices and sizes positive, bids falling, asks rising, no price twice, the best bid
 * below the best ask, and not both sides empty.
 * @throws {BadResponseError} naming the first level at fault, with a sample
 */
export function assertOrderBook(snapshot: OrderBookSnapshot, operation: string): void {
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
    levels.forEach((level, index) => {
      const path = `$.${side}[${index}]`;
      if (!level.price.gt(0)) fail(path, 'a price is not positive', level);
      if (!level.size.gt(0)) fail(path, 'a size is not positive', level);
      const before = levels[index - 1];
      const order = before === undefined ? 1 : level.price.cmp(before.price) * direction;
      if (order === 0) fail(path, 'a price is there twice', before, level);
      if (order < 0) fail(path, 'prices are not sorted, best first', before, level);
    });
  };

  if (bids.length === 0 && asks.length === 0) fail('$', 'both sides of the book are empty');
  assertSide('bids', bids, -1);
  assertSide('asks', asks, 1);
  const [bid] = bids;
  const [ask] = asks;
  if (bid && ask && bid.price.gte(ask.price)) {
    fail('$', 'the book is crossed: the best bid is not below the best ask', bid, ask);
  }
}
