import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimalText, isDecimalText } from './index.ts';

const digits = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...Array.from('0123456789')), { maxLength }).map((some) => some.join(''));

const exponent = fc
  .tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.integer({ min: 0, max: 40 }))
  .map(([letter, sign, power]) => `${letter}${sign}${power}`);

/** Decimals as exchanges write them, and as they could. */
const decimal = fc
  .tuple(
    fc.constantFrom('', '', '', '-'),
    digits(12),
    fc.option(digits(12), { nil: undefined }),
    fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: exponent }),
  )
  .filter(([, whole, fraction]) => whole !== '' || (fraction !== undefined && fraction !== ''))
  .map(
    ([sign, whole, fraction, power]) =>
      `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${power}`,
  );

/** One value in two spellings. */
const alike = decimal.map((text): [string, string] => {
  const fixed = new Big(text).toFixed();
  return [text, fixed.includes('.') ? `${fixed}000` : `${fixed}.0`];
});

describe('for any decimals', () => {
  it('compares as Big does', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(Math.sign(compareDecimalText(a, b)) + 0).toBe(new Big(a).cmp(b));
        expect(Math.sign(compareDecimalText(b, a)) + 0).toBe(new Big(b).cmp(a));
      }),
      { numRuns: 1000 },
    );
  });

  it('finds two spellings of one value equal, and tells apart the least difference', () => {
    fc.assert(
      fc.property(alike, fc.constantFrom('1e-60', '-1e-60'), ([a, b], least) => {
        expect(compareDecimalText(a, b)).toBe(-0 + 0);
        const moved = new Big(b).plus(least);
        expect(Math.sign(compareDecimalText(moved.toFixed(), a))).toBe(least.startsWith('-') ? -1 : 1);
      }),
    );
  });

  it('knows a decimal when it sees one', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        expect(isDecimalText(text)).toBe(true);
      }),
    );
  });

  it('takes for a decimal what Big takes, but for exponents of more than three digits', () => {
    const characters = fc.array(fc.constantFrom(...Array.from('0019.-+eE NI x,_∞٣')), { maxLength: 8 });
    fc.assert(
      fc.property(characters, (some) => {
        const text = some.join('');
        expect(isDecimalText(text)).toBe(isBig(text) && !/e[+-]?\d{4}/i.test(text));
      }),
      { numRuns: 1000 },
    );
  });
});

function isBig(text: string): boolean {
  try {
    return new Big(text) instanceof Big;
  } catch {
    return false;
  }
}
