import type { Clock } from '@marketloom/exchange';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock whose time passes only while everybody sleeps: then it jumps to the first one to wake. It can be set. */
export class SimulatedClock implements Clock {
  readonly #from: number;
  readonly #oversleeps: () => number;
  #elapsed = 0;
  #setBy = 0;
  #sleepers: Sleeper[] = [];

  /** @param oversleeps by how much a sleep is longer than it should be, ms */
  constructor(from: number, oversleeps: () => number = () => 0) {
    this.#from = from;
    this.#oversleeps = oversleeps;
  }

  now(): number {
    return this.#from + this.#elapsed + this.#setBy;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  /** Sets it forward, or back where negative. */
  set(byMs: number): void {
    this.#setBy += byMs;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const leave = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        leave();
        reject(signal?.reason);
      };
      const until = this.#elapsed + Math.max(0, Math.ceil(delayMs)) + this.#oversleeps();
      const sleeper = {
        until,
        wake: () => {
          leave();
          resolve();
        },
      };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Lets time pass until something is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => undefined);
    for (;;) {
      await new Promise((resolve) => void setImmediate(resolve));
      if (isDone) return done;
      const [first] = this.#sleepers.toSorted((one, other) => one.until - other.until);
      if (first === undefined) continue;
      this.#elapsed = Math.max(this.#elapsed, first.until);
      first.wake();
    }
  }
}
