import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alignRange,
  countCandles,
  INTERVALS,
  intersectRanges,
  isEmptyRange,
  mergeRanges,
  subtractRanges,
  type TimeRange,
} from './index.ts';

const LAST = 40;
const range = fc.record({ start: fc.nat(LAST), end: fc.nat(LAST) });
const ranges = fc.array(range, { maxLength: 8 });

/** The times that lie in any of the ranges, one by one. */
const times = (some: readonly TimeRange[]): number[] =>
  Array.from({ length: LAST }, (_, time) => time).filter((time) =>
    some.some(({ start, end }) => start <= time && time < end),
  );

const isMerged = (some: readonly TimeRange[]): boolean =>
  some.every((one, index) => {
    const before = some[index - 1];
    return !isEmptyRange(one) && (before === undefined || before.end < one.start);
  });

describe('for any ranges', () => {
  it('merging keeps their times, apart and ascending', () => {
    fc.assert(
      fc.property(ranges, (some) => {
        const merged = mergeRanges(some);
        expect(times(merged)).toEqual(times(some));
        expect(isMerged(merged)).toBe(true);
      }),
    );
  });

  it('subtracting leaves the times of the first that are not in the second', () => {
    fc.assert(
      fc.property(ranges, ranges, (from, taken) => {
        const left = subtractRanges(from, taken);
        const gone = new Set(times(taken));
        expect(times(left)).toEqual(times(from).filter((time) => !gone.has(time)));
        expect(isMerged(left)).toBe(true);
      }),
    );
  });

  it('intersecting keeps the times of both', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const both = intersectRanges(a, b);
        const other = new Set(times(b));
        expect(times(both)).toEqual(times(a).filter((time) => other.has(time)));
        expect(isMerged(both)).toBe(true);
        expect(both).toEqual(intersectRanges(b, a));
      }),
    );
  });

  it('aligning keeps the candles', () => {
    const far = fc.record({ start: fc.integer(), end: fc.integer() });
    fc.assert(
      fc.property(far, fc.constantFrom(...INTERVALS), (one, interval) => {
        const aligned = alignRange(one, interval);
        expect(countCandles(aligned, interval)).toBe(countCandles(one, interval));
        expect(alignRange(aligned, interval)).toEqual(aligned);
      }),
    );
  });
});
