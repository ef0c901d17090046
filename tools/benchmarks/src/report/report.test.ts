import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, ratioSpread } from './figures.ts';
import { markdownTable } from './markdown-table.ts';
import { spreadOf } from './statistics.ts';

describe('statistics', () => {
  it('give the middle one, and of an even number the mean of the two in the middle', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, most: 4 });
    expect(() => spreadOf([])).toThrow(RangeError);
  });

  it('lie between the least and the most, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const { median, least, most } = spreadOf(values);
        expect(least).toBe(Math.min(...values));
        expect(most).toBe(Math.max(...values));
        expect(median).toBeGreaterThanOrEqual(least);
        expect(median).toBeLessThanOrEqual(most);
        expect(spreadOf(values.toReversed())).toEqual({ median, least, most });
      }),
    );
  });
});

describe('figures', () => {
  it('are grouped in threes', () => {
    expect([7, 999, 1000, 167_320.4, 1_000_000].map(count)).toEqual([
      '7',
      '999',
      '1 000',
      '167 320',
      '1 000 000',
    ]);
    expect(ratioSpread({ median: 0.714, least: 0.65, most: 0.8 })).toBe('0.71 (0.65–0.80)');
  });
});

describe('a table', () => {
  it('is padded, figures to the right', () => {
    expect(markdownTable([{ title: 'run' }, { title: 'rows/s', right: true }], [['first', '12']])).toBe(
      ['| run   | rows/s |', '| ----- | -----: |', '| first |     12 |'].join('\n'),
    );
  });
});
