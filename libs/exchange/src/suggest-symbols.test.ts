import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from './edit-distance.ts';
import { suggestSymbols } from './index.ts';

const known = [
  'BTC-USDT-SPOT',
  'BTC-USDC-SPOT',
  'BTC-EUR-SPOT',
  'BTC-USDT-PERP',
  'BTC-USD-PERP:BTC',
  'BTC-USDT-FUTURE_270326',
  'ETH-USDT-SPOT',
  'ETC-USDT-SPOT',
  'LINK-USDT-PERP',
  '1000PEPE-USDT-PERP',
  '币安人生-USDT-PERP',
];

describe('suggestSymbols', () => {
  it.each<[string, string[]]>([
    ['BTC-USDC-FUTURE_270325', ['BTC-USDT-FUTURE_270326', 'BTC-USDC-SPOT', 'BTC-USD-PERP:BTC']],
    ['BTC-USD-PERP:ETH', ['BTC-USD-PERP:BTC', 'BTC-USDT-PERP', 'BTC-USDC-SPOT']],
    ['BTC-USDD-SPOT', ['BTC-USDC-SPOT', 'BTC-USDT-SPOT', 'BTC-EUR-SPOT']],
    ['LINK-USDT-SPOT', ['LINK-USDT-PERP']],
    ['LNIK-USDT-PERP', ['LINK-USDT-PERP']],
    ['ETT-USDT-SPOT', ['ETC-USDT-SPOT', 'ETH-USDT-SPOT']],
    ['PEPE-USDT-PERP', []],
    ['币安人声-USDT-PERP', ['币安人生-USDT-PERP']],
    // No symbols, but known in other places.
    ['BTCUSDT', ['BTC-USDT-SPOT', 'BTC-USDT-PERP', 'BTC-USDT-FUTURE_270326']],
    ['BTC-USDT-MARGIN', ['BTC-USDT-PERP', 'BTC-USDT-SPOT', 'BTC-USDT-FUTURE_270326']],
    ['BTC-USDT-FUTURE_270229', ['BTC-USDT-FUTURE_270326', 'BTC-USDT-PERP', 'BTC-USDT-SPOT']],
    ['link/usdt', ['LINK-USDT-PERP']],
    ['LINK-USDT-PERPETUAL', ['LINK-USDT-PERP']],
    ['1000PEPEUSDT', ['1000PEPE-USDT-PERP']],
    ['', []],
    ['ZZZZZZ-KKK-SPOT', []],
  ])('%s: %j', (wanted, suggestions) => {
    expect(suggestSymbols(wanted, known)).toEqual(suggestions);
  });

  it('gives as many as asked for, each once', () => {
    expect(suggestSymbols('BTC-USDT-MARGIN', [...known, ...known], 1)).toHaveLength(1);
    expect(suggestSymbols('BTC-GBP-SPOT', [...known, ...known], 10)).toHaveLength(7);
    expect(suggestSymbols('BTC-GBP-SPOT', known, 0)).toEqual([]);
  });
});

describe('editDistance', () => {
  it.each<[string, string, number]>([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['LINK', 'LNIK', 1],
    ['abcd', 'acbd', 1],
    ['abc', 'cab', 2],
  ])('%j to %j: %d', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it('is the same both ways, zero only between equals, and at most the longer length', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});
