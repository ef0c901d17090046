import type { SimulatedLimit, SimulatedRequest } from './description.ts';

/** Counts what one limit has been used. */
export class LimitCounter {
  readonly limit: SimulatedLimit;
  #window = -1;
  #used = 0;
  #countedAt = 0;
  /** The windows in which more was sent than allowed, by their start, with what counted as used. */
  readonly exceeded: Map<number, number> = new Map();

  constructor(limit: SimulatedLimit) {
    this.limit = limit;
  }

  /** Counts a request; how long to wait, in ms, when it is one too many, else null. */
  take(request: SimulatedRequest): number | null {
    const { capacity, windowMs, weight, refill } = this.limit;
    const { now } = request;
    const cost = weight(request);
    if (cost === 0) return null;
    const window = Math.floor(now / windowMs);
    if (refill === 'steadily') {
      const refilled = (Math.max(0, now - this.#countedAt) * capacity) / windowMs;
      this.#used = Math.max(0, this.#used - refilled);
    } else if (window !== this.#window) {
      this.#used = 0;
    }
    this.#window = window;
    this.#countedAt = now;
    this.#used += cost;
    if (this.#used <= capacity) return null;
    this.exceeded.set(window * windowMs, this.#used);
    if (refill !== 'steadily') return (window + 1) * windowMs - now;
    // What does not fit is not taken.
    this.#used -= cost;
    return Math.ceil(((this.#used + cost - capacity) * windowMs) / capacity);
  }
}
