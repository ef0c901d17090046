/** Lets at most so many hold a turn at once. The others wait as long as it takes, in the order in which they came. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param most how many at once */
  constructor(most: number) {
    this.#free = most;
  }

  /** Resolves when it is our turn, which is to be given back. */
  take(): Promise<void> {
    if (this.#free === 0) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#free -= 1;
    return Promise.resolve();
  }

  /** Gives a turn back, to the next one who waits. */
  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
