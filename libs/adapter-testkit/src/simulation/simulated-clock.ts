import type { Clock } from '@marketloom/exchange';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * A clock that no real time moves. Whoever sleeps is woken by jumping to the earliest time that is slept for, as soon as
 * nothing holds the clock: it is held while a request is under way, so that no time passes meanwhile.
 */
export class SimulatedClock implements Clock {
  #now: number;
  #sleepers: readonly Sleeper[] = [];
  #holds = 0;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const leave = (): void => {
        signal?.removeEventListener('abort', onAbort);
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
      };
      const onAbort = (): void => {
        leave();
        reject(signal?.reason);
      };
      const wake = (): void => {
        leave();
        resolve();
      };
      const sleeper = { until: this.#now + delayMs, wake };
      this.#sleepers = [...this.#sleepers, sleeper];
      signal?.addEventListener('abort', onAbort, { once: true });
      setImmediate(() => this.#jump());
    });
  }

  /** How many wait for a time. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Lets time pass by hand. */
  advance(ms: number): void {
    this.#now += ms;
  }

  /** Stops the clock from jumping until as many {@link release} follow. */
  hold(): void {
    this.#holds += 1;
  }

  /** Lets go of one {@link hold}. */
  release(): void {
    this.#holds -= 1;
    setImmediate(() => this.#jump());
  }

  #jump(): void {
    const [next] = this.#sleepers.toSorted((one, other) => one.until - other.until);
    if (this.#holds > 0 || next === undefined) return;
    this.#now = Math.max(this.#now, next.until);
    next.wake();
    if (this.#sleepers.length > 0) setImmediate(() => this.#jump());
  }
}
