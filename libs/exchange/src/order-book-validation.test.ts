import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instrument } from './fixtures/instrument.ts';
import { assertOrderBook, BadResponseError, type OrderBookLevel, type OrderBookSnapshot } from './index.ts';

type Side = readonly (readonly [price: string, size: string])[];

const levels = (side: Side): OrderBookLevel[] =>
  side.map(([price, size]) => ({ price: new Big(price), size: new Big(size) }));

function book(bids: Side, asks: Side): OrderBookSnapshot {
  return {
    instrument: instrument('BTC-USDT-SPOT'),
    sizeUnit: 'base',
    bids: levels(bids),
    asks: levels(asks),
    depth: 5,
    lastUpdateId: 1n,
    exchangeTs: null,
    retrievedAt: 0,
  };
}

describe('assertOrderBook', () => {
  it.each<[string, Side, Side]>([
    [
      'a book',
      [
        ['99.5', '1'],
        ['99', '2'],
      ],
      [
        ['100', '1'],
        ['100.00000001', '2'],
      ],
    ],
    ['a book without bids', [], [['100', '1']]],
    ['a book without asks', [['100', '1']], []],
  ])('lets %s pass', (_, bids, asks) => {
    expect(() => assertOrderBook(book(bids, asks), 'fetchOrderBookSnapshot')).not.toThrow();
  });

  it.each<[string, Side, Side, string, RegExp]>([
    ['an empty book', [], [], '$', /both sides of the book are empty/],
    ['a crossed book', [['101', '1']], [['100', '1']], '$', /crossed.*\[\["101","1"\],\["100","1"\]\]/],
    ['a locked book', [['100.0', '1']], [['100', '1']], '$', /crossed/],
    [
      'bids that rise',
      [
        ['98', '1'],
        ['99', '1'],
      ],
      [],
      '$.bids[1]',
      /not sorted/,
    ],
    [
      'asks that fall',
      [],
      [
        ['101', '1'],
        ['100', '1'],
      ],
      '$.asks[1]',
      /not sorted/,
    ],
    [
      'a price twice',
      [
        ['99', '1'],
        ['99.0', '2'],
      ],
      [],
      '$.bids[1]',
      /twice/,
    ],
    [
      'a size of zero',
      [],
      [
        ['100', '1'],
        ['101', '0'],
      ],
      '$.asks[1]',
      /size is not positive/,
    ],
    ['a negative size', [['99', '-1']], [], '$.bids[0]', /size is not positive/],
    [
      'a price of zero',
      [
        ['99', '1'],
        ['0', '1'],
      ],
      [],
      '$.bids[1]',
      /price is not positive/,
    ],
    ['a negative price', [['-1', '1']], [], '$.bids[0]', /price is not positive/],
  ])('refuses %s', (_, bids, asks, path, message) => {
    const act = (): void => assertOrderBook(book(bids, asks), 'fetchOrderBookSnapshot BTCUSDT');
    expect(act).toThrow(BadResponseError);
    expect(act).toThrow(message);
    expect(act).toThrow(expect.objectContaining({ exchange: 'test', path }) as Error);
  });

  it('lets any two sorted sides pass that do not meet, and no other order of a side', () => {
    const prices = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(prices, fc.nat(), fc.nat(), (some, split, swap) => {
        const rising = some
          .toSorted((a, b) => a - b)
          .map((price): [string, string] => [`${price}e-2`, '0.5']);
        const middle = split % (rising.length + 1);
        const bids = rising.slice(0, middle).toReversed();
        const asks = rising.slice(middle);
        expect(() => assertOrderBook(book(bids, asks), 'read')).not.toThrow();
        const at = swap % (rising.length - 1);
        const swapped = rising.with(at, rising[at + 1] as never).with(at + 1, rising[at] as never);
        expect(() => assertOrderBook(book([], swapped), 'read')).toThrow(/not sorted/);
        expect(() => assertOrderBook(book(swapped.toReversed(), []), 'read')).toThrow(/not sorted/);
      }),
    );
  });
});
