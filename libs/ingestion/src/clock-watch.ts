import type { Clock } from '@marketloom/exchange';

/** Tells the time, and how far the clock was set since it was told last. */
export class ClockWatch {
  readonly #clock: Clock;
  #now: number;
  #elapsed: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#now = clock.now();
    this.#elapsed = this.#monotonic(this.#now);
  }

  /**
   * The time, and by how much the clock went on beyond the time that passed since the last look, in ms: it was set, or
   * the machine slept. Negative where it was set back. Without a monotonic clock only that shows.
   */
  look(): { readonly now: number; readonly setByMs: number } {
    const now = this.#clock.now();
    const elapsed = this.#monotonic(now);
    const setByMs =
      this.#clock.monotonic === undefined
        ? Math.min(0, now - this.#now)
        : now - this.#now - (elapsed - this.#elapsed);
    this.#now = now;
    this.#elapsed = elapsed;
    return { now, setByMs };
  }

  #monotonic(now: number): number {
    return this.#clock.monotonic?.() ?? now;
  }
}
