import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCase, expiry, parts } from './fixtures/symbol-arbitraries.ts';
import { compareSymbols, parseExpiryDate, printExpiryDate, SymbolRepresentation } from './index.ts';

const symbol = parts.map((some) => SymbolRepresentation.of(some));

describe('SymbolRepresentation, for any symbol', () => {
  it('parses what it prints to an equal symbol', () => {
    fc.assert(
      fc.property(symbol, (one) => {
        const again = SymbolRepresentation.parse(one.toString());
        expect(again).toEqual(one);
        expect(again.equals(one)).toBe(true);
      }),
    );
  });

  it('prints what it parsed, when that was printed in the first place', () => {
    fc.assert(
      fc.property(symbol, (one) => {
        const text = one.toString();
        expect(SymbolRepresentation.parse(text).toString()).toBe(text);
      }),
    );
  });

  it('reads ASCII letters in either case', () => {
    const texts = symbol.map(String).chain((text) => fc.tuple(fc.constant(text), anyCase(text)));
    fc.assert(
      fc.property(texts, ([text, mixed]) => {
        expect(SymbolRepresentation.parse(mixed).toString()).toBe(text);
      }),
    );
  });

  it('takes a settle suffix that repeats the quote, and does not print it', () => {
    fc.assert(
      fc.property(
        symbol.filter(({ type }) => type !== 'SPOT'),
        (one) => {
          const parsed = SymbolRepresentation.parse(`${one.bare}:${one.quote}`);
          expect(parsed.toString()).toBe(one.bare);
          expect(parsed.settlement).toBe('linear');
        },
      ),
    );
  });

  it('keeps every part as given, but for the case of ASCII letters and the hour of the expiry', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const one = SymbolRepresentation.of(given);
        const upper = (text: string): string => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
        expect(one.base).toBe(upper(given.base));
        expect(one.quote).toBe(upper(given.quote));
        expect(one.settle).toBe(upper(given.settle ?? given.quote));
        expect(one.type).toBe(given.type);
        const { expiresAt } = given;
        expect(one.expiresAt).toBe(expiresAt === undefined ? null : expiresAt - (expiresAt % 86_400_000));
      }),
    );
  });
});

describe('compareSymbols, for any symbols', () => {
  it('is a total order in which only equal symbols are alike', () => {
    fc.assert(
      fc.property(symbol, symbol, symbol, (a, b, c) => {
        expect(Math.sign(compareSymbols(a, b))).toBe(-Math.sign(compareSymbols(b, a)) + 0);
        expect(compareSymbols(a, b) === 0).toBe(a.equals(b));
        const [x, y, z] = [a, b, c].toSorted(compareSymbols) as [typeof a, typeof b, typeof c];
        expect(compareSymbols(x, y)).toBeLessThanOrEqual(0);
        expect(compareSymbols(y, z)).toBeLessThanOrEqual(0);
        expect(compareSymbols(x, z)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('expiry dates, for any day', () => {
  it('parse to the midnight that begins the day which was printed', () => {
    fc.assert(
      fc.property(expiry, (time) => {
        expect(parseExpiryDate(printExpiryDate(time))).toBe(time - (time % 86_400_000));
      }),
    );
  });
});
