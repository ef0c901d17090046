import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fetchAhead } from './fetch-ahead.ts';

interface Watched {
  readonly most: number;
  readonly started: number[];
  /** How many were under way, or done and not taken, at most. */
  highest: number;
  untaken: number;
}

function watch(most: number, delays: readonly number[], isPromising: (index: number) => boolean) {
  const seen: Watched = { most, started: [], highest: 0, untaken: 0 };
  const results = fetchAhead({
    most: () => most,
    next: () => (seen.started.length < delays.length ? seen.started.length : null),
    fetch: async (index: number) => {
      seen.started.push(index);
      seen.untaken += 1;
      seen.highest = Math.max(seen.highest, seen.untaken);
      for (let turn = 0; turn < (delays[index] ?? 0); turn += 1) await Promise.resolve();
      return index;
    },
    isPromising,
  });
  return { seen, results };
}

describe('fetchAhead', () => {
  it('gives every result once, in order, and never has more under way than allowed', async () => {
    const cases = fc.record({
      most: fc.integer({ min: 1, max: 8 }),
      delays: fc.array(fc.nat(20), { maxLength: 40 }),
      barren: fc.uniqueArray(fc.nat(40)),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ most, delays, barren }) => {
        const { seen, results } = watch(most, delays, (index) => !barren.includes(index));
        const taken: number[] = [];
        for await (const index of results) {
          taken.push(index);
          seen.untaken -= 1;
        }
        expect(taken).toEqual(delays.map((_, index) => index));
        expect(seen.highest).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('begins with one, doubles while it pays, and begins anew where it does not', async () => {
    const { seen, results } = watch(
      4,
      Array.from({ length: 20 }, () => 0),
      (index) => index !== 5,
    );
    const started: number[] = [];
    for await (const _ of results) started.push(seen.started.length);
    expect(started.slice(0, 4)).toEqual([1, 3, 6, 7]);
    // After the sixth result one is allowed: nothing begins before as few are under way, and then it doubles again.
    expect(started.slice(5, 10)).toEqual([9, 9, 9, 12, 13]);
  });

  it('waits for what is under way when nobody listens any more', async () => {
    let ended = 0;
    const results = fetchAhead({
      most: () => 8,
      next: () => 0,
      fetch: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        ended += 1;
      },
      isPromising: () => true,
    });
    let taken = 0;
    for await (const _ of results) {
      taken += 1;
      if (taken === 3) break;
    }
    expect(ended).toBeGreaterThan(3);
  });
});
