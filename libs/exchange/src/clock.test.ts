import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from './index.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('systemClock.sleep', () => {
  it.each([1, 1000, 2 ** 31 - 1, 2 ** 31, 100 * 86_400_000])(
    'wakes after %d ms, not before',
    async (delayMs) => {
      vi.useFakeTimers();
      const woken = vi.fn<() => void>();
      const slept = systemClock.sleep(delayMs).then(woken);
      await vi.advanceTimersByTimeAsync(delayMs - 1);
      expect(woken).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(woken).toHaveBeenCalledOnce();
      await slept;
    },
  );

  it("rejects with the signal's reason when it aborts, and leaves no timer", async () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const slept = systemClock.sleep(1000, controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(slept).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin when the signal has aborted before', async () => {
    const reason = new Error('too late');
    await expect(systemClock.sleep(1000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
