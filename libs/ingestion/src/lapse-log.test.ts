import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LapseLog } from './lapse-log.ts';
import type { OrderBookLapse } from '@marketloom/storage';

const lapse = (slotAt: number, changes: Partial<OrderBookLapse> = {}): OrderBookLapse => ({
  symbolId: 1,
  kind: 'missed',
  slotAt,
  untilSlotAt: slotAt,
  slots: 1,
  delayMs: null,
  reason: 'busy',
  ...changes,
});

describe('LapseLog', () => {
  it('makes runs of those side by side that have the same reason', () => {
    const log = new LapseLog(1);
    log.add(lapse(1));
    log.add(lapse(2));
    log.add(lapse(2, { symbolId: 2 }));
    log.add(lapse(3, { kind: 'late', delayMs: 70 }));
    log.add(lapse(4, { kind: 'late', delayMs: 90 }));
    log.add(lapse(5));
    log.add(lapse(7));
    expect(log.seal()).toEqual([
      lapse(1, { untilSlotAt: 2, slots: 2 }),
      lapse(3, { kind: 'late', untilSlotAt: 4, slots: 2, delayMs: 90 }),
      lapse(5),
      lapse(7),
      lapse(2, { symbolId: 2 }),
    ]);
  });

  it('gives the same again until it is written, and what came meanwhile after that', () => {
    const log = new LapseLog(1);
    log.add(lapse(1));
    expect(log.seal()).toEqual([lapse(1)]);
    log.add(lapse(2));
    expect(log.seal()).toEqual([lapse(1)]);
    expect(log.slots).toBe(2);
    log.written();
    expect(log.seal()).toEqual([lapse(2)]);
    log.written();
    expect(log.isEmpty).toBe(true);
  });

  it('forgets no slot, and stays bounded', () => {
    const one = fc.record({
      symbolId: fc.integer({ min: 1, max: 2 }),
      kind: fc.constantFrom('late', 'failed', 'missed'),
      slots: fc.integer({ min: 1, max: 5 }),
      reason: fc.string({ maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 300, maxLength: 1000 }), (list) => {
        const log = new LapseLog(1);
        for (const [index, { slots, ...rest }] of list.entries())
          log.add(lapse(index, { ...rest, slots, untilSlotAt: index + slots }));
        const runs = log.seal();
        expect(runs.length).toBeLessThanOrEqual(2 * 103);
        const count = (lapses: readonly { kind: string; symbolId: number; slots: number }[]): unknown =>
          [1, 2].map((id) =>
            ['late', 'failed', 'missed'].map((kind) =>
              lapses
                .filter((each) => each.symbolId === id && each.kind === kind)
                .reduce((sum, { slots }) => sum + slots, 0),
            ),
          );
        expect(count(runs)).toEqual(count(list));
      }),
      { numRuns: 30 },
    );
  });
});
