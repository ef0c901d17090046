import { type Interval, KlineTable, nextOpenTime, openTimes, type TimeRange } from '@marketloom/exchange';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settlePage } from './settle-page.ts';

/** A table of candles that open at these times. */
function tableOf(times: readonly number[], interval: Interval): KlineTable {
  const ones = times.map(() => '1');
  return new KlineTable({
    ...KlineTable.empty().columns,
    openTime: times,
    closeTime: times.map((time) => nextOpenTime(time, interval) - 1),
    open: ones,
    high: ones,
    low: ones,
    close: ones,
    volume: ones,
  });
}

const minute = 60_000;
const range: TimeRange = { start: 0, end: 10 * minute };
const settle = (present: number[], firstOpenTime: number | null, pendingFrom: number): unknown =>
  settlePage(
    {
      range,
      klines: tableOf(
        present.map((index) => index * minute),
        '1m',
      ),
    },
    '1m',
    { firstOpenTime, pendingFrom },
  );

describe('settlePage', () => {
  it('calls runs stored, holes empty, what lies before the first candle unavailable, and the newest pending', () => {
    expect(settle([3, 4, 7], 3 * minute, 9 * minute)).toEqual({
      settled: [
        { start: 0, end: 3 * minute, status: 'unavailable', reason: 'before the first candle' },
        { start: 3 * minute, end: 5 * minute, status: 'stored' },
        { start: 5 * minute, end: 7 * minute, status: 'empty' },
        { start: 7 * minute, end: 8 * minute, status: 'stored' },
        { start: 8 * minute, end: 9 * minute, status: 'empty' },
      ],
      pending: [{ start: 9 * minute, end: 10 * minute }],
      withdrawn: [],
    });
  });

  it('does not settle anew what is stored already and only read again', () => {
    const page = { range: { start: 0, end: 6 * minute }, klines: tableOf([0, 2 * minute, 5 * minute], '1m') };
    const confirmed = { start: 0, end: 4 * minute };
    const facts = { firstOpenTime: null, pendingFrom: 6 * minute, confirmed };
    expect(settlePage(page, '1m', facts)).toEqual({
      settled: [
        { start: 0, end: minute, status: 'stored' },
        { start: 2 * minute, end: 3 * minute, status: 'stored' },
        { start: 4 * minute, end: 5 * minute, status: 'empty' },
        { start: 5 * minute, end: 6 * minute, status: 'stored' },
      ],
      pending: [],
      withdrawn: [
        { start: minute, end: 2 * minute },
        { start: 3 * minute, end: 4 * minute },
      ],
    });
  });

  it('settles what lies before and behind what is read again', () => {
    const page = { range: { start: 0, end: 6 * minute }, klines: tableOf([], '1m') };
    const confirmed = { start: 2 * minute, end: 4 * minute };
    expect(settlePage(page, '1m', { firstOpenTime: null, pendingFrom: 5 * minute, confirmed })).toEqual({
      settled: [
        { start: 0, end: 2 * minute, status: 'empty' },
        { start: 4 * minute, end: 5 * minute, status: 'empty' },
      ],
      pending: [{ start: 5 * minute, end: 6 * minute }],
      withdrawn: [confirmed],
    });
  });

  it('accounts for each open time of the range once, and rightly', () => {
    const intervals = fc.constantFrom<Interval>('1m', '1h', '3d', '1w', '1M');
    const pages = fc.record({
      interval: intervals,
      presence: fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
      first: fc.option(fc.nat(45)),
      pending: fc.nat(45),
    });
    fc.assert(
      fc.property(pages, ({ interval, presence, first, pending }) => {
        const grid = take(openTimes({ start: Date.UTC(2020, 0, 15), end: Date.UTC(2100, 0) }, interval), 50);
        const end = grid[presence.length] as number;
        const times = grid.filter((_, index) => presence[index]);
        // Nothing opens before the first candle.
        const begins = first === null ? null : Math.min(grid[first] as number, times[0] ?? Infinity);
        const pendingFrom = grid[pending] as number;
        const page = { range: { start: grid[0] as number, end }, klines: tableOf(times, interval) };
        const result = settlePage(page, interval, { firstOpenTime: begins, pendingFrom });
        const all = [...result.settled, ...result.pending.map((one) => ({ ...one, status: 'pending' }))];
        for (const [index, time] of grid.slice(0, presence.length).entries()) {
          const holding = all.filter((one) => one.start <= time && time < one.end);
          const absent =
            begins !== null && time < begins ? 'unavailable' : time >= pendingFrom ? 'pending' : 'empty';
          expect(holding.map((one) => one.status)).toEqual([presence[index] ? 'stored' : absent]);
        }
        expect(
          all.every((one) => one.start >= page.range.start && one.end <= end && one.start < one.end),
        ).toBe(true);
      }),
    );
  });
});

function take(times: Iterable<number>, count: number): number[] {
  const taken: number[] = [];
  for (const time of times) {
    taken.push(time);
    if (taken.length === count) break;
  }
  return taken;
}
