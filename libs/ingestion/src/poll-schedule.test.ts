import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missedSlots, nextSlot } from './poll-schedule.ts';

describe('poll schedule', () => {
  it('fires at multiples of the span', () => {
    expect(nextSlot(12_001, 5_000, Number.NEGATIVE_INFINITY)).toBe(15_000);
    expect(nextSlot(15_000, 5_000, Number.NEGATIVE_INFINITY)).toBe(15_000);
    expect(nextSlot(15_000, 5_000, 15_000)).toBe(20_000);
    // The clock was set back: a slot that was taken is not taken again.
    expect(nextSlot(11_000, 5_000, 15_000)).toBe(20_000);
  });

  it('takes no slot twice, misses none without counting it, and does not drift', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 60_000 }), fc.array(fc.nat(200_000)), (everyMs, latencies) => {
        let now = 1_700_000_000_123;
        const first = nextSlot(now, everyMs, Number.NEGATIVE_INFINITY);
        let last = first;
        let counted = 1;
        for (const latency of latencies) {
          now = last + latency;
          const next = nextSlot(now, everyMs, last);
          expect(next).toBeGreaterThan(last);
          expect(next).toBeGreaterThanOrEqual(now);
          expect(next % everyMs).toBe(0);
          counted += missedSlots(last, next, everyMs) + 1;
          last = next;
        }
        expect(counted).toBe((last - first) / everyMs + 1);
      }),
    );
  });
});
