import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ceilToInterval,
  closeTimeOf,
  countCandles,
  countCandlesIn,
  floorToInterval,
  INTERVALS,
  intervalMs,
  nextOpenTime,
  openTimes,
  shiftOpenTime,
} from './index.ts';

const interval = fc.constantFrom(...INTERVALS);
/** Years 1800 to 2200, most of them near our days. */
const time = fc.oneof(
  fc.integer({ min: Date.UTC(2017, 0, 1), max: Date.UTC(2030, 0, 1) }),
  fc.integer({ min: Date.UTC(1800, 0, 1), max: Date.UTC(2200, 0, 1) }),
  fc.integer({ min: -10_000_000_000, max: 10_000_000_000 }),
);

describe('for any time and interval', () => {
  it('a time lies in its candle, and in no other', () => {
    fc.assert(
      fc.property(time, interval, (t, i) => {
        const open = floorToInterval(t, i);
        expect(open).toBeLessThanOrEqual(t);
        expect(t).toBeLessThan(nextOpenTime(t, i));
        expect(floorToInterval(open, i)).toBe(open);
        expect(nextOpenTime(open, i)).toBe(nextOpenTime(t, i));
        expect(floorToInterval(nextOpenTime(t, i), i)).toBe(nextOpenTime(t, i));
        expect(closeTimeOf(t, i)).toBe(nextOpenTime(t, i) - 1);
      }),
    );
  });

  it('the next open time at or after a time is the time itself, or that of the next candle', () => {
    fc.assert(
      fc.property(time, interval, (t, i) => {
        const open = floorToInterval(t, i);
        expect(ceilToInterval(t, i)).toBe(open === t ? t : nextOpenTime(t, i));
      }),
    );
  });

  it('shifts add up and can be undone', () => {
    const count = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(time, interval, count, count, (t, i, one, other) => {
        const open = floorToInterval(t, i);
        expect(shiftOpenTime(shiftOpenTime(open, i, one), i, other)).toBe(
          shiftOpenTime(open, i, one + other),
        );
        expect(shiftOpenTime(shiftOpenTime(open, i, one), i, -one)).toBe(open);
        expect(shiftOpenTime(t, i, 0)).toBe(open);
      }),
    );
  });

  it('agrees with the calendar of Date', () => {
    fc.assert(
      fc.property(time, (t) => {
        const day = new Date(t).toISOString().slice(0, 10);
        expect(floorToInterval(t, '1d')).toBe(Date.parse(day));
        expect(floorToInterval(t, '1M')).toBe(Date.parse(`${day.slice(0, 8)}01`));
        expect(new Date(floorToInterval(t, '1w')).getUTCDay()).toBe(1);
      }),
    );
  });
});

describe('for any range and interval', () => {
  const range = fc
    .tuple(time, interval, fc.integer({ min: -5, max: 300 }), fc.nat())
    .map(([start, i, count, more]) => {
      const step = intervalMs(i) ?? 31 * 86_400_000;
      return { interval: i, range: { start, end: start + count * step + (more % step) } };
    });

  it('as many candles are counted as are iterated', () => {
    fc.assert(
      fc.property(range, ({ range: r, interval: i }) => {
        expect(countCandles(r, i)).toBe([...openTimes(r, i)].length);
      }),
    );
  });

  it('the iterated open times are all those inside, ascending', () => {
    fc.assert(
      fc.property(range, ({ range: r, interval: i }) => {
        const opens = [...openTimes(r, i)];
        const [first = r.end] = opens;
        expect(opens).toEqual(opens.map((_, index) => shiftOpenTime(first, i, index)));
        expect(opens.every((open) => open >= r.start && open < r.end)).toBe(true);
        const start = ceilToInterval(r.start, i);
        expect(shiftOpenTime(start, i, -1)).toBeLessThan(r.start);
        expect(shiftOpenTime(start, i, opens.length)).toBeGreaterThanOrEqual(Math.max(start, r.end));
      }),
    );
  });

  it('counts add up over two ranges that touch', () => {
    fc.assert(
      fc.property(range, fc.nat(), ({ range: r, interval: i }, random) => {
        fc.pre(r.start < r.end);
        const middle = r.start + (random % (r.end - r.start));
        const left = countCandles({ start: r.start, end: middle }, i);
        const right = countCandles({ start: middle, end: r.end }, i);
        expect(left + right).toBe(countCandles(r, i));
        const parts = [
          { start: r.start, end: middle },
          { start: middle, end: r.end },
        ];
        expect(countCandlesIn(parts, i)).toBe(countCandles(r, i));
      }),
    );
  });
});
