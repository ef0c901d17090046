import { describe, expect, it } from 'vitest';
import { WeightWindows } from './weight-windows.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5, 12);

describe('WeightWindows', () => {
  it('fills a window to its capacity and no further', () => {
    const windows = new WeightWindows(MINUTE);
    const now = START + 30_000;
    windows.take(60, now);
    expect(windows.nextFit(40, 100, now)).toBe(now);
    expect(windows.nextFit(41, 100, now)).toBe(START + MINUTE + windows.marginMs);
  });

  it('charges a request near a boundary to both windows, since it may be counted in either', () => {
    const windows = new WeightWindows(MINUTE);
    const ticket = windows.take(60, START + MINUTE - 1);
    expect(ticket.windows).toEqual([START / MINUTE, START / MINUTE + 1]);
    expect(windows.used(START + 30_000)).toBe(60);
    expect(windows.used(START + MINUTE + 30_000)).toBe(60);
  });

  it('takes the report of the exchange where it is higher: others share the address', () => {
    const windows = new WeightWindows(MINUTE);
    const now = START + 10_000;
    windows.settle(windows.take(10, now), 100, { sentAt: now, endedAt: now + 100, usedWeight: 70 });
    expect(windows.used(now)).toBe(70);
    expect(windows.nextFit(31, 100, now)).toBeGreaterThan(now);
  });

  it('never goes below its own count, whatever the exchange reports', () => {
    const windows = new WeightWindows(MINUTE);
    const now = START + 10_000;
    windows.take(50, now);
    windows.settle(windows.take(10, now), 100, { sentAt: now, endedAt: now + 100, usedWeight: 10 });
    expect(windows.used(now)).toBe(60);
  });

  it('adds to a report what is under way, until the own answers tell', () => {
    const windows = new WeightWindows(MINUTE);
    const now = START + 10_000;
    const first = windows.take(10, now);
    const second = windows.take(20, now);
    windows.settle(first, 100, { sentAt: now, endedAt: now + 100, usedWeight: 60 });
    expect(windows.used(now)).toBe(80);
    windows.settle(second, 100, { sentAt: now, endedAt: now + 200, usedWeight: 50 });
    expect(windows.used(now)).toBe(60);
  });

  it('keeps the weight of a request without a report on top of the reports', () => {
    const windows = new WeightWindows(MINUTE);
    const now = START + 10_000;
    const lost = windows.take(20, now);
    windows.settle(windows.take(10, now), 100, { sentAt: now, endedAt: now + 100, usedWeight: 60 });
    windows.settle(lost, 100, { sentAt: now, endedAt: now + 200, usedWeight: null });
    expect(windows.used(now)).toBe(80);
  });

  describe('with a report that may be of either of two windows', () => {
    const sentAt = START + MINUTE - 300;
    const endedAt = START + MINUTE + 300;
    const middle = START + 30_000;

    it('takes it for the earlier one when it goes on from its last', () => {
      const windows = new WeightWindows(MINUTE);
      windows.settle(windows.take(10, middle), 100, { sentAt: middle, endedAt: middle, usedWeight: 90 });
      windows.settle(windows.take(5, sentAt), 100, { sentAt: sentAt, endedAt: endedAt, usedWeight: 95 });
      expect(windows.used(middle)).toBe(95);
      expect(windows.used(middle + MINUTE)).toBe(5);
    });

    it('takes it for the later one when it is lower: a count only grows within its window', () => {
      const windows = new WeightWindows(MINUTE);
      windows.settle(windows.take(10, middle), 100, { sentAt: middle, endedAt: middle, usedWeight: 90 });
      windows.settle(windows.take(5, sentAt), 100, { sentAt: sentAt, endedAt: endedAt, usedWeight: 40 });
      expect(windows.used(middle)).toBe(95);
      expect(windows.used(middle + MINUTE)).toBe(40);
    });

    it('takes it for the earlier one when it is more than half of what a window has', () => {
      const windows = new WeightWindows(MINUTE);
      windows.settle(windows.take(5, sentAt), 100, { sentAt, endedAt, usedWeight: 51 });
      expect(windows.used(middle)).toBe(51);
      expect(windows.used(middle + MINUTE)).toBe(5);
    });

    it('takes it for both when it is less, and not lower than the earlier one had been', () => {
      const windows = new WeightWindows(MINUTE);
      windows.settle(windows.take(5, sentAt), 100, { sentAt, endedAt, usedWeight: 50 });
      expect(windows.used(middle)).toBe(50);
      expect(windows.used(middle + MINUTE)).toBe(50);
    });

    it('takes it for none when the answer took more than a window', () => {
      const windows = new WeightWindows(MINUTE);
      windows.settle(windows.take(5, sentAt), 100, {
        sentAt: sentAt,
        endedAt: endedAt + MINUTE,
        usedWeight: 95,
      });
      expect(windows.used(middle)).toBe(5);
      expect(windows.used(middle + 2 * MINUTE)).toBe(0);
    });
  });

  it('gives back the weight of what was never sent', () => {
    const windows = new WeightWindows(MINUTE);
    const now = START + 10_000;
    windows.giveBack(windows.take(100, now));
    expect(windows.used(now)).toBe(0);
    expect(windows.nextFit(100, 100, now)).toBe(now);
  });

  it('covers a ticket that is used in a later window only when that window has room', () => {
    const windows = new WeightWindows(MINUTE);
    const now = START + 30_000;
    const later = now + MINUTE;
    const ticket = windows.take(60, now);
    expect(windows.cover(ticket, 100, now)).toBe(true);
    windows.take(50, later);
    expect(windows.cover(ticket, 100, later)).toBe(false);
    expect(windows.used(later)).toBe(50);
    expect(windows.cover(ticket, 110, later)).toBe(true);
    expect(windows.used(later)).toBe(110);
  });

  it('tells how many windows a queue needs', () => {
    const windows = new WeightWindows(MINUTE);
    const now = START + 30_000;
    windows.take(90, now);
    expect(windows.earliestAfter(0, 10, 100, now)).toBe(now);
    expect(windows.earliestAfter(0, 11, 100, now)).toBe(START + MINUTE + windows.marginMs);
    expect(windows.earliestAfter(200, 11, 100, now)).toBe(START + 3 * MINUTE + windows.marginMs);
  });

  it('forgets windows that are long over', () => {
    const windows = new WeightWindows(1000);
    const tickets = Array.from({ length: 50 }, (_, index) => windows.take(5, START + index * 1000 + 500));
    expect(windows.used(START + 500)).toBe(0);
    expect(windows.used(START + 49_500)).toBe(5);
    expect(() => windows.giveBack(tickets[0] as (typeof tickets)[number])).not.toThrow();
  });
});
