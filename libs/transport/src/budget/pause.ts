/** Why nothing is sent for a while. */
export type PauseKind = 'rateLimit' | 'ban';

/** What an answer said about being sent too much. */
export interface LimitNotice {
  readonly kind: PauseKind;
  /** When the exchange takes requests again, epoch ms; null when it did not say. */
  readonly until: number | null;
  readonly error: unknown;
}

/** A time in which nothing is sent. */
export interface Pause {
  readonly kind: PauseKind;
  /** Epoch ms; requests may be sent from then on. */
  readonly until: number;
  readonly error: unknown;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * How long to wait when the exchange does not say. A ban starts at the two minutes that Binance's shortest takes
 * (https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits) and may grow to its longest, three days.
 */
const UNTOLD = {
  rateLimit: { first: SECOND, longest: 5 * MINUTE },
  ban: { first: 2 * MINUTE, longest: 3 * 24 * 60 * MINUTE },
} as const;

/** Remembers until when nothing may be sent. A pause can only be made longer. */
export class Pauses {
  #pause: Pause | null = null;
  #strikes = 0;
  /** Requests admitted up to this serial number knew nothing of the newest strike. */
  #struckAt = 0;

  /** The pause that holds at `now`. */
  at(now: number): Pause | null {
    return this.#pause !== null && now < this.#pause.until ? this.#pause : null;
  }

  /**
   * Takes note of a limit that the request with number `serial` ran into, of `newest` requests so far.
   * Requests that were under way together make one strike. Without a word of the exchange the wait lasts until
   * `windowEnd`, at least a second, and doubles with every strike in a row.
   */
  add(notice: LimitNotice, serial: number, newest: number, now: number, windowEnd: number): Pause {
    const sameStrike = serial <= this.#struckAt && this.#pause !== null;
    if (!sameStrike) {
      this.#strikes += 1;
      this.#struckAt = newest;
    }
    const until =
      notice.until ??
      (sameStrike && notice.kind === this.#pause?.kind ? 0 : this.#untold(notice.kind, now, windowEnd));
    if (this.#pause === null || until > this.#pause.until)
      this.#pause = { kind: notice.kind, until, error: notice.error };
    return this.#pause;
  }

  /** Takes note of a request that ran into no limit. */
  passed(serial: number): void {
    if (serial > this.#struckAt) this.#strikes = 0;
  }

  #untold(kind: PauseKind, now: number, windowEnd: number): number {
    const { first, longest } = UNTOLD[kind];
    const wait = Math.min(longest, first * 2 ** Math.min(this.#strikes - 1, 30));
    return kind === 'ban' ? now + wait : Math.max(now + wait, Math.min(windowEnd, now + MINUTE));
  }
}
