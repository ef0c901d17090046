import type { RequestCost } from '@marketloom/exchange';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadSlots } from './slot-spread.ts';

const cost = (weight: number, id: string = 'spot'): RequestCost => ({
  weight,
  budget: { id, capacity: 6_000, windowMs: 60_000 },
});

describe('spreadSlots', () => {
  it('takes a few of each budget at once', () => {
    const few = [...Array<RequestCost>(8).fill(cost(5)), ...Array<RequestCost>(8).fill(cost(5, 'usdm'))];
    expect(spreadSlots(few, 5_000)).toEqual(Array(16).fill(0));
    expect(spreadSlots([null, null], 5_000)).toEqual([0, 0]);
    expect(spreadSlots([], 5_000)).toEqual([]);
  });

  it('lets the others follow each other, a little slower than the budget allows', () => {
    const offsets = spreadSlots(Array<RequestCost>(12).fill(cost(8)), 5_000);
    expect(offsets).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 100, 200, 300, 400]);
  });

  it('lets those of unknown cost follow each other too, within the slot', () => {
    expect(spreadSlots(Array<null>(10).fill(null), 5_000).slice(-3)).toEqual([0, 62, 125]);
    expect(Math.max(...spreadSlots(Array<null>(1000).fill(null), 5_000))).toBeLessThan(4_500);
  });

  it('stays within the slot and the budget wherever all of it fits', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 250 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 100, max: 3_600_000 }), (list, everyMs) => {
        const paces = list.map((weight) => weight * 10);
        const needed = paces.reduce((total, pace) => total + pace, 0);
        fc.pre(needed <= everyMs);
        const offsets = spreadSlots(
          list.map((weight) => cost(weight)),
          everyMs,
        );
        expect(Math.max(...offsets)).toBeLessThan(everyMs);
        expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
        // Behind the first eight each keeps the distance that the one before it needs.
        for (let index = 9; index < list.length; index += 1) {
          const distance = (offsets[index] ?? 0) - (offsets[index - 1] ?? 0);
          expect(distance).toBeGreaterThanOrEqual((paces[index - 1] ?? 0) - 1);
        }
      }),
    );
  });
});
