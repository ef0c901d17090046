import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TestClock } from '../fixtures/test-clock.ts';
import { BudgetGate, type Entry } from './budget-gate.ts';

interface Step {
  readonly weight: number;
  /** How long after the one before it comes, and how long the exchange takes to count and to answer it. */
  readonly pause: number;
  readonly travel: number;
  readonly answer: number;
}

const WINDOW = 10_000;

/** What an exchange counts, window by window, by a clock that may be off. */
class Meter {
  readonly counts: Map<number, number> = new Map();
  readonly #skew: number;

  constructor(skew: number) {
    this.#skew = skew;
  }

  add(time: number, weight: number): number {
    const window = Math.floor((time + this.#skew) / WINDOW);
    const count = (this.counts.get(window) ?? 0) + weight;
    this.counts.set(window, count);
    return count;
  }

  get highest(): number {
    return Math.max(0, ...this.counts.values());
  }
}

const steps = (longestTravel: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      weight: fc.integer({ min: 0, max: 50 }),
      pause: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 7000 })),
      travel: fc.integer({ min: 0, max: longestTravel }),
      answer: fc.integer({ min: 0, max: 3000 }),
    }),
    { maxLength: 60, size: 'large' },
  );

const signal = new AbortController().signal;

/** Sends every step through a gate, on a clock that jumps from event to event. */
async function run(
  capacity: number,
  list: readonly Step[],
  meter: Meter,
  {
    reports = false,
    concurrency = 1000,
    start = 0,
  }: { reports?: boolean; concurrency?: number; start?: number },
): Promise<void> {
  const clock = new TestClock(1_000_000_000 * WINDOW + start);
  const gate = new BudgetGate(WINDOW, clock);
  const budget = { id: 'metered', capacity, windowMs: WINDOW };
  const base = { exchange: 'testex', operation: 'test', budget, concurrency, maximumWaitMs: Infinity };
  const sendOne = async ({ weight, travel, answer }: Step): Promise<void> => {
    const entry: Entry = { ...base, weight: Math.min(weight, capacity), maximumWaiting: Infinity };
    const admission = await gate.enter(entry, signal);
    expect(admission.begin()).toBe(true);
    const sentAt = clock.now();
    await clock.sleep(travel);
    const count = meter.add(clock.now(), entry.weight);
    await clock.sleep(answer);
    const usedWeight = reports ? count : null;
    admission.settle({ sentAt, endedAt: clock.now(), answered: true, usedWeight, limit: null });
  };
  const all: Promise<void>[] = [];
  for (const step of list) {
    if (step.pause > 0) await clock.sleep(step.pause);
    all.push(sendOne(step));
  }
  await Promise.all(all);
}

describe('a budget', () => {
  const capacities = fc.integer({ min: 1, max: 120 });
  const starts = fc.integer({ min: 0, max: WINDOW - 1 });

  it('never lets more than its capacity through a window, and lets everything through in the end', async () => {
    await fc.assert(
      fc.asyncProperty(capacities, steps(0), starts, async (capacity, list, start) => {
        const meter = new Meter(0);
        await run(capacity, list, meter, { start });
        expect(meter.highest).toBeLessThanOrEqual(capacity);
      }),
    );
  });

  it('holds by the clock of the exchange too, when that is off and requests travel, within the margin', async () => {
    await fc.assert(
      fc.asyncProperty(
        capacities,
        steps(250),
        starts,
        fc.integer({ min: -500, max: 250 }),
        fc.boolean(),
        async (capacity, list, start, skew, reports) => {
          const meter = new Meter(skew);
          await run(capacity, list, meter, { start, reports });
          expect(meter.highest).toBeLessThanOrEqual(capacity);
        },
      ),
    );
  });

  it('leaves room for what others on the address used, once an answer has told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 110, max: 300 }),
        fc.integer({ min: 0, max: 100 }),
        steps(0),
        starts,
        async (capacity, share, list, start) => {
          // What is told near the boundary is still believed: up to half the capacity, of which a request may take 50.
          const others = Math.floor(((capacity / 2 - 50) * share) / 100);
          const meter = new Meter(0);
          const add = meter.add.bind(meter);
          meter.add = (time, weight) => {
            // The others use their part as soon as the window begins.
            if (!meter.counts.has(Math.floor(time / WINDOW))) add(time, others);
            return add(time, weight);
          };
          await run(capacity, list, meter, { reports: true, concurrency: 1, start });
          expect(meter.highest).toBeLessThanOrEqual(capacity);
        },
      ),
    );
  });

  it.each([-500, 0, 250])(
    'uses every window in full when there is enough to send, with a clock %i ms off',
    async (skew) => {
      const meter = new Meter(skew);
      const step = { weight: 10, pause: 0, travel: 50, answer: 250 };
      const list = Array.from({ length: 200 }, () => step);
      await run(200, list, meter, { reports: true, concurrency: 4, start: 2000 });
      expect([...meter.counts.values()]).toEqual(Array.from({ length: 10 }, () => 200));
    },
  );
});
