import { systemClock } from '@marketloom/exchange';
import { expect, it } from 'vitest';
import { sharedBudgets } from './budget/budget-registry.ts';
import type { HttpTransportOptions } from './http-transport-options.ts';
import { settingsOf } from './settings.ts';

it('has a default for everything', () => {
  expect(settingsOf({})).toMatchObject({
    timeoutMs: 15_000,
    maximumBytes: 67_108_864,
    retries: 5,
    backoff: { minimumMs: 250, maximumMs: 10_000 },
    concurrency: 16,
    maximumWaitMs: 300_000,
    maximumWaiting: 10_000,
    clock: systemClock,
    budgets: sharedBudgets(),
  });
});

it('lifts the longest wait over a long shortest one', () => {
  expect(settingsOf({ backoff: { minimumMs: 60_000 } }).backoff).toEqual({
    minimumMs: 60_000,
    maximumMs: 60_000,
  });
});

it.each<[HttpTransportOptions, string]>([
  [{ timeoutMs: 0 }, 'timeoutMs must be from 1 to 2147483647, not 0'],
  [{ timeoutMs: Infinity }, 'timeoutMs must be from 1 to 2147483647, not Infinity'],
  [{ maximumBytes: 0.5 }, 'maximumBytes must be a whole number, not 0.5'],
  [{ retries: -1 }, 'retries must be 0 or more, not -1'],
  [{ concurrency: 0 }, 'concurrency must be 1 or more, not 0'],
  [{ maximumWaitMs: Number.NaN }, 'maximumWaitMs must be 0 or more, not NaN'],
  [{ backoff: { minimumMs: 10, maximumMs: 5 } }, 'backoff.maximumMs must be from 10 to 2147483647, not 5'],
])('refuses %o', (options, message) => {
  expect(() => settingsOf(options)).toThrow(new RangeError(`HttpTransport: ${message}`));
});
