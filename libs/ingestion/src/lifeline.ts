import { backoffMs } from './follow-schedule.ts';

/**
 * What many series depend on: the database, or a market of the exchange. While it is down everything that needs it
 * waits, and one at a time tries whether it is back.
 */
export class Lifeline {
  /** `database`, or the market's id. */
  readonly name: string;
  readonly #patience: number;
  #failuresInRow = 0;
  #heldUntil = 0;
  #hasLimit = false;
  #downSince: number | null = null;
  /** How many tries that need it are under way. */
  inHand = 0;

  /** @param patience after so many failures in a row it counts as down */
  constructor(name: string, patience: number) {
    this.name = name;
    this.#patience = patience;
  }

  get isDown(): boolean {
    return this.#downSince !== null;
  }

  /** From when on the next try may begin, epoch ms. */
  get openFrom(): number {
    return this.isDown && this.inHand > 0 ? Number.POSITIVE_INFINITY : this.#heldUntil;
  }

  /**
   * Takes note of a failure; returns whether it is down from now on.
   * @param until before which nothing may be sent, by the exchange's word; null where it says nothing
   */
  failed(now: number, until: number | null): boolean {
    // Those that were under way with the one that failed first tell nothing new.
    if (until === null && now < this.#heldUntil) return false;
    this.#failuresInRow += 1;
    const beyond = this.#failuresInRow - this.#patience + 1;
    if (until === null && beyond < 1) return false;
    this.#hasLimit = until !== null;
    this.#heldUntil = Math.max(this.#heldUntil, until ?? now + backoffMs(Math.max(1, beyond)));
    const isNew = this.#downSince === null;
    this.#downSince ??= now;
    return isNew;
  }

  /** Takes note of an answer; returns for how long it had been down, in ms, and null when it had not. */
  answered(now: number): number | null {
    const since = this.#downSince;
    this.#failuresInRow = 0;
    this.#heldUntil = 0;
    this.#downSince = null;
    return since === null ? null : Math.max(0, now - since);
  }

  /** The clock was set back to `now`: a wait of ours is not to become longer by it. */
  clockSetBack(now: number): void {
    if (!this.#hasLimit) this.#heldUntil = Math.min(this.#heldUntil, now + backoffMs(1));
  }
}
