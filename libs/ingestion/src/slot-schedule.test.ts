import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstSlotFrom, type SlotRun, SlotSchedule } from './slot-schedule.ts';

const T0 = Date.UTC(2026, 10, 24);

describe('firstSlotFrom', () => {
  it.each([
    [T0, 5_000, T0],
    [T0 + 1, 5_000, T0 + 5_000],
    [T0 + 4_999, 5_000, T0 + 5_000],
    [T0 + 1, 3_600_000, T0 + 3_600_000],
    [T0 + 250, 500, T0 + 500],
  ])('%i, every %i ms: %i', (time, everyMs, first) => {
    expect(firstSlotFrom(time, everyMs)).toBe(first);
  });
});

describe('SlotSchedule', () => {
  const plan = { first: T0, everyMs: 100, count: 5, offsetMs: 10 };

  it('gives the newest that is due, and tells those that passed', () => {
    const schedule = new SlotSchedule(plan);
    expect(schedule.take(T0 + 9)).toBeNull();
    expect(schedule.take(T0 + 10)).toEqual({ slotAt: T0, dueAt: T0 + 10, missed: null });
    expect(schedule.take(T0 + 50)).toBeNull();
    expect(schedule.nextDueAt).toBe(T0 + 110);
    expect(schedule.take(T0 + 330)).toEqual({
      slotAt: T0 + 300,
      dueAt: T0 + 310,
      missed: { slotAt: T0 + 100, untilSlotAt: T0 + 200, slots: 2 },
    });
    expect(schedule.isOver).toBe(false);
  });

  it('takes none any more when all have passed', () => {
    const schedule = new SlotSchedule(plan);
    expect(schedule.take(T0 + 10_000)).toMatchObject({
      slotAt: null,
      missed: { slotAt: T0, untilSlotAt: T0 + 400, slots: 5 },
    });
    expect(schedule.isOver).toBe(true);
    expect(schedule.take(T0 + 20_000)).toBeNull();
  });

  it('passes over what has come, no more', () => {
    const schedule = new SlotSchedule(plan);
    expect(schedule.passUntil(T0 + 9)).toBeNull();
    expect(schedule.passUntil(T0 + 110)).toEqual({ slotAt: T0, untilSlotAt: T0 + 100, slots: 2 });
    expect(schedule.passUntil(T0 + 9_999)?.slots).toBe(3);
    expect(schedule.passUntil(T0 + 99_999)).toBeNull();
  });

  it('gives no slot twice and forgets none, whatever the clock does', () => {
    // Mostly time passes; now and then the clock is set, forward or back.
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 450 }) },
      { weight: 1, arbitrary: fc.integer({ min: -20_000, max: 20_000 }) },
    );
    const plans = fc.record({
      first: fc.integer({ min: 0, max: 500 }).map((ms) => T0 + ms),
      everyMs: fc.integer({ min: 1, max: 300 }),
      count: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constant(Number.POSITIVE_INFINITY)),
      offsetMs: fc.integer({ min: 0, max: 300 }),
    });
    fc.assert(
      fc.property(plans, fc.array(step, { maxLength: 200 }), (given, steps) => {
        const schedule = new SlotSchedule(given);
        const seen: number[] = [];
        const note = (run: SlotRun | null): void => {
          if (run === null) return;
          const slots = Array.from({ length: run.slots }, (_, index) => run.slotAt + index * given.everyMs);
          expect(slots.at(-1)).toBe(run.untilSlotAt);
          seen.push(...slots);
        };
        let now = T0;
        let furthest = now;
        for (const by of steps) {
          now += by;
          furthest = Math.max(furthest, now);
          const due = schedule.take(now);
          note(due?.missed ?? null);
          if (typeof due?.slotAt !== 'number') continue;
          // It belongs to the schedule, and its time is not over.
          expect(due.dueAt).toBe(due.slotAt + given.offsetMs);
          expect(due.dueAt).toBeLessThanOrEqual(now);
          expect(now).toBeLessThan(due.dueAt + given.everyMs);
          seen.push(due.slotAt);
        }
        note(schedule.passUntil(furthest));
        const came = Math.floor((furthest - given.first - given.offsetMs) / given.everyMs) + 1;
        const expected = Math.min(Math.max(0, came), given.count);
        expect(seen).toEqual(
          Array.from({ length: expected }, (_, index) => given.first + index * given.everyMs),
        );
      }),
    );
  });
});
