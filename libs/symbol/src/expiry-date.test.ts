import { describe, expect, it } from 'vitest';
import { parseExpiryDate, printExpiryDate } from './index.ts';

describe('parseExpiryDate', () => {
  it.each<[string, number]>([
    ['000101', Date.UTC(2000, 0, 1)],
    ['000229', Date.UTC(2000, 1, 29)],
    ['270326', Date.UTC(2027, 2, 26)],
    ['991231', Date.UTC(2099, 11, 31)],
  ])('reads %s', (text, time) => {
    expect(parseExpiryDate(text)).toBe(time);
  });

  it.each(['230229', '270431', '271301', '270001', '270100', '2701', '20270326', '27-3-1', '', '27032６'])(
    'finds no day in %j',
    (text) => {
      expect(parseExpiryDate(text)).toBeNull();
    },
  );
});

describe('printExpiryDate', () => {
  it('prints the UTC day that holds the time', () => {
    expect(printExpiryDate(Date.UTC(2027, 2, 26))).toBe('270326');
    expect(printExpiryDate(Date.UTC(2027, 2, 26, 23, 59, 59, 999))).toBe('270326');
  });

  it.each([Date.UTC(1999, 11, 31, 23, 59), Date.UTC(2100, 0, 1), Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses %d, which its form cannot tell',
    (time) => {
      expect(() => printExpiryDate(time)).toThrow(RangeError);
    },
  );
});
