import { expect, it } from 'vitest';
import { ReconnectDelay } from './reconnect-delay.ts';

it('doubles up to a bound, half of it by chance, and begins anew after a success', () => {
  const delay = new ReconnectDelay({ minimumMs: 100, maximumMs: 1000 });
  for (const longest of [100, 200, 400, 800, 1000, 1000]) {
    const wait = delay.next();
    expect(wait).toBeGreaterThanOrEqual(longest / 2);
    expect(wait).toBeLessThanOrEqual(longest);
  }
  expect(delay.next(5000)).toBe(5000);
  delay.reset();
  expect(delay.next()).toBeLessThanOrEqual(100);
});

it('is never the same for all who were cut off together', () => {
  const waits = new Set(Array.from({ length: 20 }, () => new ReconnectDelay({ minimumMs: 1000 }).next()));
  expect(waits.size).toBeGreaterThan(1);
});
