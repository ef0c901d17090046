import type { SimulatedLimit, SimulatedRequest } from './description.ts';

/** Counts what one limit has been used. */
export class LimitCounter {
  readonly limit: SimulatedLimit;
  #window = -1;
  #used = 0;
  /** The windows in which more was sent than allowed, by their start, with what was sent. */
  readonly exceeded: Map<number, number> = new Map();

  constructor(limit: SimulatedLimit) {
    this.limit = limit;
  }

  /** Counts a request; how long to wait, in ms, when it is one too many, else null. */
  take(request: SimulatedRequest): number | null {
    const { capacity, windowMs, weight } = this.limit;
    const cost = weight(request);
    if (cost === 0) return null;
    const window = Math.floor(request.now / windowMs);
    if (window !== this.#window) {
      this.#window = window;
      this.#used = 0;
    }
    this.#used += cost;
    if (this.#used <= capacity) return null;
    this.exceeded.set(window * windowMs, this.#used);
    return (window + 1) * windowMs - request.now;
  }
}
