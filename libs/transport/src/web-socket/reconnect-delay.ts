import type { Backoff } from '../retry-policy.ts';

/**
 * How long to wait before the next attempt to connect: longer after each that failed, half of it by chance, so that
 * those who were cut off together don't come back together.
 */
export class ReconnectDelay {
  readonly #backoff: Backoff;
  #failures = 0;

  constructor(backoff: Partial<Backoff> = {}) {
    const { minimumMs = 250 } = backoff;
    this.#backoff = { minimumMs, maximumMs: backoff.maximumMs ?? Math.max(30_000, minimumMs) };
  }

  /** Takes note of a failure, and tells the wait after it, in ms: at least `retryAfterMs`. */
  next(retryAfterMs = 0): number {
    const { minimumMs, maximumMs } = this.#backoff;
    const longest = Math.min(maximumMs, minimumMs * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 30);
    return Math.max(retryAfterMs, Math.round(longest * (0.5 + Math.random() / 2)));
  }

  /** Takes note of a success. */
  reset(): void {
    this.#failures = 0;
  }
}
