import type { SettledRange } from '@marketloom/storage';
import { describe, expect, it } from 'vitest';
import { planReread, type RereadFacts } from './plan-reread.ts';

const minute = 60_000;
const at = (count: number): number => Date.UTC(2024, 0, 1) + count * minute;
/** Stored from minute 0 to 100, the last candle three seconds after its end. */
const ledger: SettledRange[] = [
  { start: at(0), end: at(100), status: 'stored', settledAt: at(100) + 3_000 },
  { start: at(100), end: at(105), status: 'empty', settledAt: at(120) },
];
const plan = (facts: Partial<RereadFacts>): unknown => {
  const range = planReread({
    ledger: ledger.slice(0, 1),
    requested: { start: at(0), end: at(200) },
    missing: [{ start: at(100), end: at(103) }],
    interval: '1m',
    rereadMs: 5 * minute,
    now: at(103),
    ...facts,
  });
  return range && [(range.start - at(0)) / minute, (range.end - at(0)) / minute];
};

describe('planReread', () => {
  it('reads again, with what follows them, the candles that were stored soon after their end', () => {
    expect(plan({})).toEqual([95, 100]);
  });

  it('reads nothing again by itself before its time has come', () => {
    expect(plan({ missing: [] })).toBeNull();
    expect(plan({ missing: [], now: at(106) })).toEqual([95, 100]);
  });

  it('reads nothing again that was stored long after its end', () => {
    expect(plan({ ledger: [{ ...(ledger[0] as SettledRange), settledAt: at(107) }] })).toBeNull();
  });

  it('stays inside of what was asked for, and of what is stored', () => {
    expect(plan({ requested: { start: at(98), end: at(200) } })).toEqual([98, 100]);
    expect(plan({ requested: { start: at(0), end: at(99) } })).toBeNull();
    expect(plan({ ledger: [{ ...(ledger[0] as SettledRange), start: at(97) }] })).toEqual([97, 100]);
  });

  it('is for the newest candles alone', () => {
    expect(plan({ missing: [{ start: at(20), end: at(30) }] })).toBeNull();
    expect(plan({ ledger, missing: [{ start: at(105), end: at(110) }] })).toBeNull();
    expect(plan({ ledger: [] })).toBeNull();
  });
});
