import { Big } from 'big.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DecimalSum } from './decimal-sum.ts';

const decimals = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.integer({ min: 0, max: 12 }))
  .map(([digits, places]) => {
    if (places === 0) return String(digits);
    const text = String(digits).padStart(places + 1, '0');
    return `${text.slice(0, -places)}.${text.slice(-places)}`;
  });

it('sums decimals and products as exact arithmetic does', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(decimals, decimals)), (pairs) => {
      const [sum, products] = [new DecimalSum(), new DecimalSum()];
      for (const [a, b] of pairs) {
        sum.add(a);
        products.addProduct(a, b);
      }
      const exact = pairs.reduce((total, [a]) => total.plus(a), new Big(0));
      const product = pairs.reduce((total, [a, b]) => total.plus(new Big(a).times(b)), new Big(0));
      expect(new Big(sum.toString()).eq(exact)).toBe(true);
      expect(new Big(products.toString()).eq(product)).toBe(true);
    }),
  );
});

it.each([
  [['0.34507674', '0.00376960'], '0.34884634'],
  [['0.50', '1'], '1.50'],
  [['1', '2'], '3'],
  [[], '0'],
])('%j make %s, with the places that were sent', (texts, expected) => {
  const sum = new DecimalSum();
  for (const text of texts) sum.add(text);
  expect(sum.toString()).toBe(expected);
});

it('takes no floats', () => {
  expect(() => new DecimalSum().add('1e-8')).toThrow(RangeError);
});
