import { BanError, InvalidRequestError, RateLimitError } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { rejection } from '../fixtures/setup.ts';
import { TestClock } from '../fixtures/test-clock.ts';
import type { Admission, Ending } from './admission.ts';
import { BudgetGate, type Entry } from './budget-gate.ts';

const signal = new AbortController().signal;

const entry = (overrides: Partial<Entry> & { capacity?: number; windowMs?: number } = {}): Entry => ({
  exchange: 'testex',
  operation: 'fetchThings',
  budget: { id: 'api.testex', capacity: overrides.capacity ?? 100, windowMs: overrides.windowMs ?? 60_000 },
  weight: 10,
  concurrency: 1000,
  maximumWaitMs: 300_000,
  maximumWaiting: 1000,
  ...overrides,
});

const ending = (clock: TestClock, overrides: Partial<Ending> = {}): Ending => ({
  sentAt: clock.now(),
  endedAt: clock.now(),
  answered: true,
  usedWeight: null,
  limit: null,
  ...overrides,
});

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('BudgetGate', () => {
  it('says with the arithmetic why a request can never be sent', async () => {
    const gate = new BudgetGate(60_000, new TestClock());
    const error = await rejection(gate.enter(entry({ weight: 250 }), signal));
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect((error as Error).message).toContain(
      'weighs 250, and the budget api.testex allows 100 in 60 s: 250 - 100 = 150',
    );
  });

  it.each([
    ['another window', entry({ windowMs: 1000 }), 'windows of 60000 ms, not 1000 ms'],
    ['a negative weight', entry({ weight: -1 }), 'not -1'],
    ['a weight that is no number', entry({ weight: Number.NaN }), 'not NaN'],
    ['no capacity', entry({ capacity: 0 }), 'positive capacity'],
  ])('refuses %s', async (_, wrong, message) => {
    const gate = new BudgetGate(60_000, new TestClock());
    const error = await rejection(gate.enter(wrong, signal));
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect((error as Error).message).toContain(message);
  });

  it('lets requests through in the order they came, a light one never before a heavy one', async () => {
    const clock = new TestClock();
    const gate = new BudgetGate(60_000, clock);
    const order: string[] = [];
    const enter = async (name: string, weight: number): Promise<void> => {
      const admission = await gate.enter(entry({ weight }), signal);
      order.push(name);
      admission.settle(ending(clock));
    };
    await Promise.all([enter('first', 90), enter('heavy', 50), enter('light', 1)]);
    expect(order).toEqual(['first', 'heavy', 'light']);
  });

  it('has no more in flight than allowed, and lets the next go when one ends or is cancelled', async () => {
    const clock = new TestClock();
    const gate = new BudgetGate(60_000, clock);
    const inside: Admission[] = [];
    const all = Array.from({ length: 4 }, async () =>
      inside.push(await gate.enter(entry({ concurrency: 2 }), signal)),
    );
    await turn();
    expect(inside).toHaveLength(2);
    inside[0]?.settle(ending(clock));
    await turn();
    expect(inside).toHaveLength(3);
    inside[1]?.cancel();
    await Promise.all(all);
    expect(gate.state()).toMatchObject({ inFlight: 2, used: 30, waiting: 0 });
  });

  it('refuses at once what would wait too long for weight', async () => {
    const clock = new TestClock();
    const gate = new BudgetGate(60_000, clock);
    await gate.enter(entry({ weight: 100 }), signal);
    const error = (await rejection(gate.enter(entry({ maximumWaitMs: 20_000 }), signal))) as RateLimitError;
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error.message).toContain('used up (100 of 100 in 60 s)');
    expect(error.retryAfterMs).toBe(31_000);
    expect(clock.slept).toEqual([]);
  });

  it('counts those ahead in the queue', async () => {
    const clock = new TestClock();
    clock.hold();
    const gate = new BudgetGate(60_000, clock);
    await gate.enter(entry({ weight: 100 }), signal);
    const leaving = new AbortController();
    const ahead = [1, 2].map(() => rejection(gate.enter(entry({ weight: 100 }), leaving.signal)));
    const error = (await rejection(gate.enter(entry({ maximumWaitMs: 100_000 }), signal))) as RateLimitError;
    expect(error.retryAfterMs).toBe(151_000);
    leaving.abort(new Error('left'));
    await Promise.all(ahead);
  });

  it('bounds the queue', async () => {
    const clock = new TestClock();
    clock.hold();
    const gate = new BudgetGate(60_000, clock);
    await gate.enter(entry({ weight: 100 }), signal);
    const leaving = new AbortController();
    const waiting = rejection(gate.enter(entry({ maximumWaiting: 1 }), leaving.signal));
    const error = await rejection(gate.enter(entry({ maximumWaiting: 1 }), signal));
    expect((error as Error).message).toContain('1 requests already wait for the budget api.testex');
    leaving.abort(new Error('left'));
    await waiting;
  });

  it('rejects with the reason when the signal aborts, goes on with the next, and stops sleeping when nobody waits', async () => {
    const clock = new TestClock();
    clock.hold();
    const gate = new BudgetGate(60_000, clock);
    await gate.enter(entry({ weight: 95 }), signal);
    const leaving = new AbortController();
    const heavy = rejection(gate.enter(entry({ weight: 50 }), leaving.signal));
    const light = gate.enter(entry({ weight: 5 }), signal);
    const reason = { any: 'value' };
    leaving.abort(reason);
    expect(await heavy).toBe(reason);
    await light;
    expect(clock.isSleptOn).toBe(false);
    expect(await rejection(gate.enter(entry(), leaving.signal))).toBe(reason);
  });

  it('refuses those in the queue for whom a ban is too long, and keeps the others', async () => {
    const clock = new TestClock();
    clock.hold();
    const gate = new BudgetGate(60_000, clock);
    const sent = await gate.enter(entry({ weight: 100 }), signal);
    const impatient = rejection(gate.enter(entry({ maximumWaitMs: 90_000 }), signal));
    let entered = 0;
    const patient = gate
      .enter(entry({ maximumWaitMs: Infinity }), signal)
      .then(() => (entered = clock.now()));
    const bannedUntil = clock.now() + 3 * 24 * 3_600_000 + 17;
    sent.settle(ending(clock, { limit: { kind: 'ban', until: bannedUntil, error: new Error('HTTP 418') } }));
    const error = (await impatient) as BanError;
    expect(error).toBeInstanceOf(BanError);
    expect(error.bannedUntil).toBe(bannedUntil);
    expect(error.retryAfterMs).toBe(bannedUntil - clock.now());
    clock.release();
    await patient;
    expect(entered).toBe(bannedUntil);
  });

  it('does not let an admitted request begin once a ban has come', async () => {
    const clock = new TestClock();
    const gate = new BudgetGate(60_000, clock);
    const connecting = await gate.enter(entry(), signal);
    const answered = await gate.enter(entry(), signal);
    expect(connecting.begin()).toBe(true);
    answered.settle(
      ending(clock, { limit: { kind: 'ban', until: clock.now() + 5000, error: new Error('HTTP 418') } }),
    );
    expect(connecting.begin()).toBe(false);
    connecting.cancel();
    const late = await gate.enter(entry(), signal);
    expect(late.begin()).toBe(true);
    expect(gate.state()).toMatchObject({ pausedUntil: null, inFlight: 1, used: 20 });
  });

  it('wakes those that wait when the clock fails, instead of leaving them', async () => {
    const broken = { now: () => 30_000, sleep: () => Promise.reject(new Error('no timers here')) };
    const gate = new BudgetGate(60_000, broken);
    await gate.enter(entry({ weight: 100 }), signal);
    expect(await rejection(gate.enter(entry(), signal))).toMatchObject({ message: 'no timers here' });
  });
});
