import { countCandles, type Interval, mergeRanges, openTimes, type TimeRange } from '@marketloom/exchange';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KlineWindow, WindowPlan } from './window-plan.ts';

const ORIGIN = Date.UTC(2023, 0, 1);

/** Aligned ranges of an interval, ascending and apart, from pairs of numbers of candles. */
function rangesOf(
  interval: Interval,
  parts: readonly (readonly [gap: number, length: number])[],
): TimeRange[] {
  const grid = openTimes({ start: ORIGIN, end: Date.UTC(2100, 0) }, interval)[Symbol.iterator]();
  const step = (count: number): number => {
    let time = 0;
    for (let index = 0; index < count; index += 1) time = grid.next().value as number;
    return time;
  };
  return parts.map(([gap, length]) => ({ start: step(gap), end: step(length) }));
}

describe('WindowPlan', () => {
  const plans = fc.record({
    interval: fc.constantFrom<Interval>('1m', '1h', '1w', '1M'),
    parts: fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 30 })), {
      minLength: 1,
      maxLength: 5,
    }),
    pageLimit: fc.integer({ min: 1, max: 12 }),
  });

  it('covers every range once, in windows of at most a page', () => {
    fc.assert(
      fc.property(plans, ({ interval, parts, pageLimit }) => {
        const ranges = rangesOf(interval, parts);
        const plan = new WindowPlan(ranges, interval, pageLimit);
        const windows: KlineWindow[] = [];
        for (let next = plan.next(); next; next = plan.next()) windows.push(next);
        expect(mergeRanges(windows)).toEqual(mergeRanges(ranges));
        for (const [index, window] of windows.entries()) {
          expect(window.start).toBeGreaterThanOrEqual(windows[index - 1]?.end ?? 0);
          expect(countCandles(window, interval)).toBeLessThanOrEqual(pageLimit);
          expect(window.start).toBeGreaterThanOrEqual(window.range.start);
          expect(window.end).toBeLessThanOrEqual(window.range.end);
        }
        const least = ranges.reduce(
          (sum, one) => sum + Math.ceil(countCandles(one, interval) / pageLimit),
          0,
        );
        expect(windows).toHaveLength(least);
      }),
    );
  });

  it('leaves out what is skipped', () => {
    const minute = 60_000;
    const ranges = [
      { start: 0, end: 10 * minute },
      { start: 20 * minute, end: 26 * minute },
    ];
    const plan = new WindowPlan(ranges, '1m', 4);
    expect(plan.next()).toMatchObject({ start: 0, end: 4 * minute });
    plan.skipTo(2 * minute);
    expect(plan.next()).toMatchObject({ start: 4 * minute, end: 8 * minute });
    plan.skipTo(23 * minute);
    expect(plan.next()).toEqual({ start: 23 * minute, end: 26 * minute, range: ranges[1] });
    expect(plan.next()).toBeNull();
  });
});
