/** Spaces messages so that never more than so many are sent in any second. */
export class MessagePace {
  readonly #most: number;
  readonly #times: number[] = [];

  constructor(messagesPerSecond: number) {
    this.#most = Math.max(1, Math.floor(messagesPerSecond));
  }

  /** Takes the next turn, and tells how long to wait for it, in ms. */
  take(now: number): number {
    const before = this.#times.length < this.#most ? undefined : this.#times.shift();
    const turn = before === undefined ? now : Math.max(now, before + 1000);
    this.#times.push(turn);
    return turn - now;
  }
}
