import { describe, expect, it } from 'vitest';
import type { SimulatedLimit, SimulatedRequest } from './description.ts';
import { LimitCounter } from './limit-counter.ts';

const NOON = Date.UTC(2026, 4, 13, 12);
const at = (now: number): SimulatedRequest => ({
  method: 'GET',
  path: '/',
  query: new URLSearchParams(),
  parameters: {},
  headers: {},
  body: null,
  listedAt: 0,
  outages: [],
  now: NOON + now,
});
const limit: SimulatedLimit = { name: 'public', capacity: 3, windowMs: 1500, weight: () => 1 };

describe('a limit', () => {
  it('that refills at once takes all of it in each window', () => {
    const counter = new LimitCounter(limit);
    const waits = [1400, 1400, 1400, 1400, 1500, 1500, 1500].map((time) => counter.take(at(time)));
    expect(waits).toEqual([null, null, null, 100, null, null, null]);
    expect(counter.exceeded).toEqual(new Map([[NOON, 4]]));
  });

  it('that refills steadily takes a burst, and then no more than flows in', () => {
    const counter = new LimitCounter({ ...limit, refill: 'steadily' });
    const waits = [1400, 1400, 1400, 1400, 1500, 1900, 1900].map((time) => counter.take(at(time)));
    expect(waits).toEqual([null, null, null, 500, 400, null, 500]);
    expect(counter.exceeded.size).toBe(2);
  });
});
