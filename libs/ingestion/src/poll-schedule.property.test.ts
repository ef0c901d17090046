import { silentLogger } from '@marketloom/exchange';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slotsOf, tracePoll } from './testing/poll-fixture.ts';
import { SimulatedClock } from './testing/simulated-clock.ts';

const T0 = Date.UTC(2026, 10, 24, 12, 0, 0);

describe('the schedule of a poll', () => {
  it('does not drift: each slot is asked for as it begins, however long answers take', async () => {
    const clock = new SimulatedClock(T0 + 1234);
    let answer = 0;
    const { summary, asked, lapses } = await tracePoll(
      clock,
      { latency: () => (answer += 37) % 4999 },
      { everyMs: 5_000, count: 1_000 },
    );
    expect(summary).toMatchObject({ outcome: 'complete', total: { slots: 2_000, taken: 2_000 } });
    const slots = Array.from({ length: 1_000 }, (_, index) => T0 + 5_000 * (index + 1));
    for (const times of asked.values()) expect(times).toEqual(slots);
    expect(lapses).toEqual([]);
  });

  it('a machine that slept, or a clock set forward: what passed is missed, and not taken in a burst', async () => {
    const clock = new SimulatedClock(T0 + 500);
    let answers = 0;
    const latency = (): number => {
      answers += 1;
      if (answers === 6) clock.set(3_600_000);
      return 10;
    };
    const { summary, asked, lapses } = await tracePoll(
      clock,
      { latency },
      { everyMs: 1_000, durationMs: 3_605_000 },
    );
    const [one] = asked.values();
    expect(one?.length).toBeLessThan(10);
    expect(summary.books.map(({ slots }) => slots)).toEqual([3_605, 3_605]);
    const missed = lapses.filter(({ kind }) => kind === 'missed');
    for (const { slots, reason } of missed) {
      expect(slots).toBeGreaterThan(3_590);
      expect(reason).toContain('the clock was set forward, or the machine slept');
    }
    expect(missed).toHaveLength(2);
  });

  it('a clock set back: warns once, and takes no slot twice', async () => {
    const clock = new SimulatedClock(T0 + 500);
    const warnings: string[] = [];
    let answers = 0;
    const latency = (): number => {
      answers += 1;
      if (answers === 10) clock.set(-30_000);
      return 10;
    };
    const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
    const { summary, asked } = await tracePoll(clock, { latency }, { everyMs: 1_000, count: 20, logger });
    expect(summary).toMatchObject({ outcome: 'complete', total: { slots: 40, taken: 40 } });
    const slots = Array.from({ length: 20 }, (_, index) => T0 + 1_000 * (index + 1));
    for (const times of asked.values()) expect(times).toEqual(slots);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('the clock was set back by 30000 ms');
  });

  it('takes no slot twice and forgets none, whatever happens', async () => {
    const steps = fc.array(
      fc.record({ atAnswer: fc.integer({ min: 1, max: 80 }), byMs: fc.integer({ min: -8_000, max: 8_000 }) }),
      { maxLength: 3 },
    );
    const plans = fc.record({
      everyMs: fc.integer({ min: 20, max: 2_000 }),
      count: fc.integer({ min: 2, max: 80 }),
      offset: fc.integer({ min: 0, max: 5_000 }),
      steps,
      chances: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
    });
    await fc.assert(
      fc.asyncProperty(plans, async ({ everyMs, count, offset, steps: sets, chances }) => {
        const chance = (): number => chances.next().value as number;
        // Timers are late now and then, and answers sometimes take longer than a slot.
        const clock = new SimulatedClock(T0 + offset, () =>
          chance() < 0.1 ? Math.floor(chance() * everyMs) : 0,
        );
        let answers = 0;
        const latency = (): number => {
          answers += 1;
          for (const { atAnswer, byMs } of sets) if (atAnswer === answers) clock.set(byMs);
          return Math.floor(chance() ** 4 * everyMs * 4);
        };
        const fails = (): boolean => chance() < 0.1;
        const { summary, asked, lapses, stored } = await tracePoll(
          clock,
          { latency, fails },
          { everyMs, count },
        );
        const first = Math.ceil((T0 + offset) / everyMs) * everyMs;
        const all = Array.from({ length: count }, (_, index) => first + index * everyMs);
        for (const { entry, ...book } of summary.books) {
          const askedFor = (asked.get(entry.symbol.toString()) ?? []).map(
            (time) => Math.floor(time / everyMs) * everyMs,
          );
          const [late, failed, missed] = (['late', 'failed', 'missed'] as const).map((kind) =>
            slotsOf(lapses, entry.id, kind, everyMs),
          ) as [number[], number[], number[]];
          // What was asked for and what was missed are all the slots, each once.
          expect([...askedFor, ...missed].toSorted((a, b) => a - b)).toEqual(all);
          expect(askedFor).toEqual(expect.arrayContaining([...late, ...failed]));
          expect(book).toMatchObject({
            slots: count,
            taken: askedFor.length - late.length - failed.length,
            late: late.length,
            failed: failed.length,
            missed: missed.length,
            stored: askedFor.length - failed.length,
          });
          expect(stored.get(entry.id) ?? 0).toBe(book.stored);
        }
      }),
      { numRuns: 60 },
    );
  });
});
