/** A word to the clock that is none: it names neither a time nor a step. */
export class InvalidClockError extends Error {
  override readonly name = 'InvalidClockError';
}

/** The simulated exchange's clock. It runs as the one that it was made from does, and can be set. */
export class SandboxClock {
  readonly #base: () => number;
  #offset = 0;

  constructor(base: () => number) {
    this.#base = base;
  }

  /** The exchange's time, epoch ms. */
  readonly now = (): number => this.#base() + this.#offset;

  /** Sets it, epoch ms; it runs on from there. */
  set(time: number): void {
    this.#offset = time - this.#base();
  }

  /** Moves it on, or back. */
  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  /**
   * Does what another process asks for: `{ "now": … }`, epoch ms or an ISO time, or `{ "advanceMs": … }`.
   * @throws {InvalidClockError} when it is neither
   */
  obey(word: unknown): void {
    const { now, advanceMs } = (typeof word === 'object' && word !== null ? word : {}) as Record<
      string,
      unknown
    >;
    const time = typeof now === 'string' ? Date.parse(now) : now;
    if (advanceMs === undefined && Number.isSafeInteger(time)) this.set(time as number);
    else if (now === undefined && Number.isSafeInteger(advanceMs)) this.advance(advanceMs as number);
    else
      throw new InvalidClockError(
        'a clock takes { "now": epoch ms or ISO time } or { "advanceMs": whole number }',
      );
  }
}
