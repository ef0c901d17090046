/** What one series may have under way, until it is disposed of. */
export interface Share extends Disposable {
  /** How many pages, now: one at least. */
  readonly most: number;
}

/** The pages that the series of a run may have under way together, shared evenly by those that are fetched now. */
export class PageShare {
  readonly #most: number;
  #sharers = 0;

  /** @param most of all series together */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a share; what is given back goes to the others. */
  join(): Share {
    this.#sharers += 1;
    const each = (): number => Math.max(1, Math.ceil(this.#most / this.#sharers));
    return {
      get most() {
        return each();
      },
      [Symbol.dispose]: () => void (this.#sharers -= 1),
    };
  }
}
