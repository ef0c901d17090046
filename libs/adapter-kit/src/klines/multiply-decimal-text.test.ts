import { Big } from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { multiplyDecimalText } from './multiply-decimal-text.ts';

const decimal = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.integer({ min: 0, max: 12 }))
  .map(([digits, places]) => new Big(digits.toString()).div(new Big(10).pow(places)).toFixed());

test('the product is exact and plain', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const product = multiplyDecimalText(a, b);
      expect(product).toMatch(/^\d+(\.\d+)?$/);
      expect(new Big(product).eq(new Big(a).times(b))).toBe(true);
    }),
  );
});

test.each([
  ['2067959', '100', '206795900'],
  ['999999999999999', '999999999999999', '999999999999998000000000000001'],
  ['0', '10', '0'],
  ['3.5', '10', '35'],
  ['1e3', '10', '10000'],
])('%s × %s = %s', (a, b, product) => {
  expect(multiplyDecimalText(a, b)).toBe(product);
});

test.each(['NaN', '', '-', 'seven'])('%j, which is no decimal, stays as it is', (text) => {
  expect(multiplyDecimalText(text, '100')).toBe(text);
});
