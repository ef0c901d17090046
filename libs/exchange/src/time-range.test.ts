import { describe, expect, it } from 'vitest';
import { alignRange, isEmptyRange, mergeRanges, printRange, printTime, subtractRanges } from './index.ts';

describe('printRange', () => {
  it.each<[string, number, number]>([
    ['2023-02-01T00:00:00Z..2023-03-01T00:00:00Z', Date.UTC(2023, 1), Date.UTC(2023, 2)],
    ['2023-02-01T00:00:00.001Z..1969-12-31T23:59:59.999Z', Date.UTC(2023, 1) + 1, -1],
    ['NaN..Infinity', Number.NaN, Number.POSITIVE_INFINITY],
  ])('prints %s', (text, start, end) => {
    expect(printRange({ start, end })).toBe(text);
  });

  it('prints a single time in the same way', () => {
    expect(printTime(0)).toBe('1970-01-01T00:00:00Z');
  });
});

describe('ranges', () => {
  it('that touch become one', () => {
    const ranges = [
      { start: 5, end: 9 },
      { start: 1, end: 5 },
    ];
    expect(mergeRanges(ranges)).toEqual([{ start: 1, end: 9 }]);
  });

  it('are not changed by what is made of them', () => {
    const from = Object.freeze([Object.freeze({ start: 0, end: 10 })]);
    const taken = Object.freeze([Object.freeze({ start: 8, end: 9 }), Object.freeze({ start: 2, end: 4 })]);
    expect(subtractRanges(from, taken)).toEqual([
      { start: 0, end: 2 },
      { start: 4, end: 8 },
      { start: 9, end: 10 },
    ]);
  });

  it('hold nothing when they end where they start, or before', () => {
    expect([isEmptyRange({ start: 1, end: 1 }), isEmptyRange({ start: 2, end: 1 })]).toEqual([true, true]);
    expect(isEmptyRange({ start: 1, end: 2 })).toBe(false);
  });

  it('are aligned upwards at both ends', () => {
    const range = { start: Date.UTC(2024, 0, 1, 0, 30), end: Date.UTC(2024, 0, 1, 2, 30) };
    expect(printRange(alignRange(range, '1h'))).toBe('2024-01-01T01:00:00Z..2024-01-01T03:00:00Z');
  });
});
