import { intersectRanges, type TimeRange } from '@marketloom/exchange';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleRanges } from './compare-sample.ts';
import type { Series } from './ingest-summary.ts';

const MINUTE = 60_000;
const PAGE = 100;
const series = { interval: '1m' } as Series;

/** Stored ranges with holes between. */
const storedRanges = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 400 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => {
    let end = 0;
    return parts.map(([hole, length]): TimeRange => {
      const start = end + hole * MINUTE;
      end = start + length * MINUTE;
      return { start, end };
    });
  });

test('a sample asks for no candle twice, for stored ones only, and for the newest', () => {
  fc.assert(
    fc.property(
      storedRanges,
      fc.integer({ min: 1, max: 8 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (stored, pages, random) => {
        const options = { pages, pageLimit: PAGE, random: () => random.next().value };
        const sample = sampleRanges(stored, series, options);
        expect(sample.length).toBeLessThanOrEqual(pages);
        expect(sample.at(-1)?.end).toBe(stored.at(-1)?.end);
        let end = 0;
        for (const range of sample) {
          expect(range.start).toBeGreaterThanOrEqual(end);
          expect((range.end - range.start) / MINUTE).toBeLessThanOrEqual(PAGE);
          expect(intersectRanges([range], stored)).toEqual([range]);
          ({ end } = range);
        }
      },
    ),
  );
});
