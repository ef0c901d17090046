import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minute, minutes } from '../testing/kline-fixture.ts';
import type { SettledRange } from './settled-range.ts';
import { soundCoverage } from './sound-coverage.ts';

const CANDLES = 20;
const PARTS = 4;
const PART_MS = 60_000 / PARTS;
/** Rows whose ends lie on quarters of a candle. */
const rows = fc
  .array(
    fc
      .record({
        start: fc.integer({ min: 0, max: CANDLES * PARTS - 1 }),
        length: fc.integer({ min: 1, max: 6 * PARTS }),
        status: fc.constantFrom('stored' as const, 'empty' as const, 'unavailable' as const),
      })
      .map(({ start, length, status }): SettledRange => ({
        start: minute(0) + start * PART_MS,
        end: minute(0) + Math.min(start + length, CANDLES * PARTS) * PART_MS,
        status,
        settledAt: start,
      })),
    { maxLength: 6 },
  )
  .map((ranges) => ranges.toSorted((a, b) => a.start - b.start));

/** Whether nothing is wrong with a range that says that there is no candle; candles tell of the others. */
function isBelieved(range: SettledRange, all: readonly SettledRange[]): boolean {
  const isAligned = [range.start, range.end].every((edge) => (edge - minute(0)) % 60_000 === 0);
  const overlapping = all.filter(({ start, end }) => start < range.end && end > range.start);
  return range.status === 'stored' || (isAligned && overlapping.length === 1);
}

test('keeps a candle that one range alone speaks of, as a whole, and doubts all others; what is said to be nothing all the more', () => {
  fc.assert(
    fc.property(rows, (before) => {
      const { coverage, doubtful } = soundCoverage(before, '1m');
      for (let index = 0; index < CANDLES; index += 1) {
        const candle = minutes(index, index + 1);
        const touches = ({ start, end }: { start: number; end: number }): boolean =>
          start < candle.end && end > candle.start;
        const holds = ({ start, end }: { start: number; end: number }): boolean =>
          start <= candle.start && end >= candle.end;
        const spoken = before.filter(touches);
        const [only] = spoken;
        const isSound = spoken.length === 1 && only !== undefined && holds(only) && isBelieved(only, before);
        const kept = coverage.filter(touches);
        expect(kept.map(({ status, settledAt }) => [status, settledAt])).toEqual(
          isSound ? [[only.status, only.settledAt]] : [],
        );
        expect(kept.every(holds)).toBe(true);
        expect(doubtful.some(touches)).toBe(spoken.length > 0 && !isSound);
      }
    }),
  );
});

test('a fraction of a millisecond is off the grid, of a month too', () => {
  const [start, end] = [Date.UTC(2024, 0, 1), Date.UTC(2024, 3, 1)];
  const { coverage, doubtful } = soundCoverage([{ start: start + 0.25, end, status: 'stored' }], '1M');
  expect(doubtful).toEqual([{ start, end: Date.UTC(2024, 1, 1) }]);
  expect(coverage).toEqual([{ start: Date.UTC(2024, 1, 1), end, status: 'stored' }]);
});
