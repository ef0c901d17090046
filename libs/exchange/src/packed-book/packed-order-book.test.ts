import { inspect } from 'node:util';
import { Big } from 'big.js';
import { describe, expect, it } from 'vitest';
import { instrument } from '../fixtures/instrument.ts';
import { countLevels, packedOrderBook, packedSides, packLevels } from '../index.ts';

const head = {
  instrument: instrument('BTC-USDT-SPOT'),
  sizeUnit: 'base',
  depth: 5,
  lastUpdateId: 1n,
  exchangeTs: null,
  retrievedAt: 0,
} as const;
const sides = {
  bids: packLevels([
    ['99.50', '1.000'],
    ['98', '2e3'],
  ]),
  asks: packLevels([['100.00', '0.50']]),
};
const ask = { price: new Big(100), size: new Big('0.5') };

describe('a packed order book', () => {
  it('is used like any other', () => {
    const book = packedOrderBook(head, sides);
    expect(book.bids.map(({ price, size }) => `${price.toFixed()} ${size.toFixed()}`)).toEqual([
      '99.5 1',
      '98 2000',
    ]);
    expect([...book.asks]).toEqual([ask]);
    expect({ ...book.asks[0] }).toEqual(ask);
    expect(book.bids).toBe(book.bids);
    expect(() => (book.asks as object[]).pop()).toThrow(TypeError);
  });

  it('prints its levels, not getters', () => {
    const printed = inspect(packedOrderBook(head, sides), { depth: 0 });
    expect(printed).toContain('bids: [Array]');
    expect(printed).not.toContain('Getter');
  });

  it('is packed no more when it is copied, so that other levels are not mistaken for them', () => {
    const book = packedOrderBook(head, sides);
    expect(packedSides(book)).toEqual(sides);
    const copy = { ...book, asks: [] };
    expect(packedSides(copy)).toBeNull();
    expect(copy.bids).toEqual(book.bids);
    expect([countLevels(book), countLevels(copy)]).toEqual([3, 2]);
  });

  it.each(['', '.', '-', '1.2.3', 'NaN', '1e', ' 1', '1e1000', '١'])('has no level of %j', (text) => {
    expect(() => packLevels([[text, '1']])).toThrow(RangeError);
    expect(() => packLevels([['1', text]])).toThrow(RangeError);
  });
});
