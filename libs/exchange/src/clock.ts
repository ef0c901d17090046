/** Where the library reads the time. Tests hand in their own. */
export interface Clock {
  /** The current time in epoch milliseconds, UTC. */
  now(): number;
  /**
   * Milliseconds since any fixed moment, by a clock that nobody sets: it tells how much of the change of `now()` is time
   * that passed. Where it is missing, `now()` is taken for it.
   */
  monotonic?(): number;
  /** Resolves after `delayMs`; rejects with the signal's reason when it aborts first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** A timer set for longer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(delayMs, signal) {
    let left = delayMs;
    for (; left > LONGEST_TIMER_MS; left -= LONGEST_TIMER_MS) await pause(LONGEST_TIMER_MS, signal);
    await pause(left, signal);
  },
};

function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
