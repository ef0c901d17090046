/** A word to the clock that is none: it names neither a time, a step nor a rate. */
export class InvalidClockError extends Error {
  override readonly name = 'InvalidClockError';
}

/** What moves with the clock: the streams. */
export interface ClockFollower {
  /** The latest time that may be shown, epoch ms: what is due by then has not been sent yet. */
  ceiling(): number;
  /** The clock was set: what lies between is left out. */
  jumped(): void;
  /** There may be something to do sooner than thought. */
  hurried(): void;
}

/**
 * The simulated exchange's clock. It runs as the one that it was made from does, or so many times as fast, and can be set.
 * It never runs ahead of the streams: where their consumers cannot keep up, it waits.
 */
export class SandboxClock {
  readonly #base: () => number;
  #rate = 1;
  #from: { readonly base: number; readonly time: number };
  #follower: ClockFollower | null = null;
  /** Time that it is to be moved on by when somebody listens again. */
  #owed = 0;

  constructor(base: () => number) {
    this.#base = base;
    this.#from = { base: 0, time: 0 };
  }

  /** The exchange's time, epoch ms. */
  readonly now = (): number => Math.min(this.due, this.#follower?.ceiling() ?? Infinity);

  /** The time that it would be if the streams had sent everything, epoch ms. */
  get due(): number {
    const { base, time } = this.#from;
    return time + Math.floor((this.#base() - base) * this.#rate);
  }

  /** How many times as fast as its base it runs. */
  get rate(): number {
    return this.#rate;
  }

  /** Sets it, epoch ms; it runs on from there. Streams leave out what lies between: there is a gap in them. */
  set(time: number): void {
    this.#owed = 0;
    this.#from = { base: this.#base(), time };
    this.#follower?.jumped();
  }

  /**
   * Moves it on, or back. Streams send what lies between as fast as it is taken, and the clock follows them; while nobody
   * listens any more, it runs as ever, and the rest waits.
   */
  advance(milliseconds: number): void {
    this.#from = { ...this.#from, time: this.#from.time + milliseconds };
    if (milliseconds < 0) this.#follower?.jumped();
    else this.#follower?.hurried();
  }

  /** From now on it runs so many times as fast as its base. */
  runAt(rate: number): void {
    this.#from = { base: this.#base(), time: this.now() };
    this.#rate = rate;
    this.#follower?.hurried();
  }

  /** Nobody listens to streams any more: what they have not sent yet is to be sent when somebody does again. */
  pause(): void {
    const now = this.now();
    this.#owed += Math.max(0, this.due - now);
    this.#from = { base: this.#base(), time: now };
  }

  /** Somebody listens: moves on by what was put off. */
  resume(): void {
    const milliseconds = this.#owed;
    this.#owed = 0;
    if (milliseconds > 0) this.advance(milliseconds);
  }

  /** Has something move with it. There can be one. */
  follow(follower: ClockFollower): void {
    this.#follower = follower;
  }

  /**
   * Does what another process asks for: `{ "now": … }`, epoch ms or an ISO time, `{ "advanceMs": … }` or `{ "rate": … }`.
   * @throws {InvalidClockError} when it is none of them
   */
  obey(word: unknown): void {
    const given = (typeof word === 'object' && word !== null ? word : {}) as Record<string, unknown>;
    const { now, advanceMs, rate } = given;
    const time = typeof now === 'string' ? Date.parse(now) : now;
    const [only] = Object.keys(given).length === 1 ? Object.keys(given) : [];
    if (only === 'now' && Number.isSafeInteger(time)) this.set(time as number);
    else if (only === 'advanceMs' && Number.isSafeInteger(advanceMs)) this.advance(advanceMs as number);
    else if (only === 'rate' && Number.isFinite(rate) && (rate as number) > 0) this.runAt(rate as number);
    else
      throw new InvalidClockError(
        'a clock takes { "now": epoch ms or ISO time }, { "advanceMs": whole number } or { "rate": positive number }',
      );
  }
}
