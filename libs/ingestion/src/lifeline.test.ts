import { describe, expect, it } from 'vitest';
import { Lifeline } from './lifeline.ts';

const NOW = 1_000_000;

describe('Lifeline', () => {
  it('is down after so many failures in a row, and an answer between them starts the count anew', () => {
    const line = new Lifeline('spot', 3);
    expect([1, 2].map(() => line.failed(NOW, null))).toEqual([false, false]);
    expect(line.answered(NOW)).toBeNull();
    expect([1, 2, 3].map(() => line.failed(NOW, null))).toEqual([false, false, true]);
    expect(line.isDown).toBe(true);
    expect(line.openFrom).toBeGreaterThan(NOW);
    expect(line.answered(NOW + 5000)).toBe(5000);
    expect(line).toMatchObject({ isDown: false, openFrom: 0 });
  });

  it('lets one at a time try while it is down', () => {
    const line = new Lifeline('database', 1);
    line.inHand = 2;
    expect(line.openFrom).toBe(0);
    line.failed(NOW, null);
    expect(line.openFrom).toBe(Infinity);
    line.inHand = 0;
    expect(line.openFrom).toBeLessThanOrEqual(NOW + 1000);
  });

  it('waits longer with each try in vain, a minute at most; those that were under way count as one', () => {
    const line = new Lifeline('database', 1);
    let now = NOW;
    for (let tries = 0; tries < 40; tries += 1) {
      line.failed(now, null);
      const { openFrom } = line;
      line.failed(now, null);
      expect(line.openFrom).toBe(openFrom);
      expect(openFrom - now).toBeGreaterThanOrEqual(Math.min(60_000, 1000 * 2 ** tries) / 2);
      expect(openFrom - now).toBeLessThanOrEqual(60_000);
      now = openFrom;
    }
  });

  it("keeps to the exchange's word on a limit at once, also when the clock is set back", () => {
    const line = new Lifeline('spot', 3);
    expect(line.failed(NOW, NOW + 300_000)).toBe(true);
    expect(line.openFrom).toBe(NOW + 300_000);
    line.clockSetBack(NOW - 200_000);
    expect(line.openFrom).toBe(NOW + 300_000);
  });

  it('waits no longer because the clock is set back', () => {
    const line = new Lifeline('database', 1);
    line.failed(NOW, null);
    line.clockSetBack(NOW - 500_000);
    expect(line.openFrom).toBeLessThanOrEqual(NOW - 499_000);
  });
});
