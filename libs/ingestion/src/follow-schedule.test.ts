import { type Interval, INTERVALS, intervalMs } from '@marketloom/exchange';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, dueAfter, spreadMs } from './follow-schedule.ts';

const anyInterval = fc.constantFrom<Interval>(...INTERVALS);
const anyCount = fc.integer({ min: 1, max: 5_000 });

/** The most series whose turn lies within any `windowMs`. */
function crowd(offsets: readonly number[], windowMs: number): number {
  let first = 0;
  let most = 0;
  for (const [last, offset] of offsets.entries()) {
    while (offset - (offsets[first] as number) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

describe('spreadMs', () => {
  const offsetsOf = (count: number, interval: Interval): number[] =>
    Array.from({ length: count }, (_, rank) => spreadMs(rank, count, interval));

  it('keeps the order, begins at once, and ends within a quarter of the interval and 20 seconds', () => {
    fc.assert(
      fc.property(anyInterval, anyCount, (interval, count) => {
        const offsets = offsetsOf(count, interval);
        expect(offsets[0]).toBe(0);
        expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
        const room = Math.min((intervalMs(interval) ?? Infinity) / 4, 20_000);
        expect(offsets.at(-1)).toBeLessThan(room);
      }),
    );
  });

  it('gives no second more than its fair share', () => {
    fc.assert(
      fc.property(anyInterval, anyCount, (interval, count) => {
        const room = Math.min((intervalMs(interval) ?? Infinity) / 4, 20_000);
        const fair = Math.max(10, (count * 1000) / room);
        expect(crowd(offsetsOf(count, interval), 1000)).toBeLessThanOrEqual(Math.ceil(fair) + 1);
      }),
    );
  });

  it('of a thousand series at 1m no second holds more than 67; three are asked within the same second', () => {
    expect(crowd(offsetsOf(1000, '1m'), 1000)).toBe(67);
    expect(offsetsOf(3, '1m')).toEqual([0, 100, 200]);
  });
});

describe('dueAfter', () => {
  it('counts from the end of the candle, months too', () => {
    expect(dueAfter(Date.UTC(2024, 1, 1), '1M', 5000)).toBe(Date.UTC(2024, 2, 1) + 5000);
    expect(dueAfter(60_000, '1m', 250)).toBe(120_250);
  });
});

describe('backoffMs', () => {
  it('grows from half a second to a minute, whatever chance has it', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), chance, (tries, luck) => {
        const longest = Math.min(60_000, 1000 * 2 ** (tries - 1));
        expect(backoffMs(tries, luck)).toBeGreaterThanOrEqual(longest / 2);
        expect(backoffMs(tries, luck)).toBeLessThanOrEqual(longest);
      }),
    );
  });
});
