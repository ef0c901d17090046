/** The weight one request holds, from the moment it is admitted. */
export interface WeightTicket {
  readonly weight: number;
  /** The windows it is charged to: one, or two near a boundary. */
  readonly windows: number[];
}

/** How a request that was sent ended, as far as weight goes. */
export interface SettledRequest {
  readonly sentAt: number;
  readonly endedAt: number;
  /** The use of the window that the answer told; null when it did not. */
  readonly usedWeight: number | null;
}

interface WindowUse {
  /** What this process charged. */
  own: number;
  /** The highest use that the exchange told; null before it did. */
  reported: number | null;
  /** Weight of finished requests that no report is known to include. */
  unreported: number;
}

/**
 * Counts weight in windows aligned to the epoch, on the safe side of what cannot be known:
 *
 * - A request sent close to a boundary may be counted in either window, since it travels and clocks differ. It must fit
 *   into both and is charged to both. `marginMs` says what is close.
 * - A report of the exchange holds for the moment it was written, so requests that were under way then come on top of it,
 *   until their own answers tell. A report never lowers the count below what this process itself charged.
 * - A report that may be of either of two windows is of the later one when it is lower than the earlier one's last: a
 *   count only grows. It is of the earlier one when it is more than half the capacity, which the later one, having just
 *   begun, will hardly have used. Else it holds for both, where it is in nobody's way.
 */
export class WeightWindows {
  readonly windowMs: number;
  readonly marginMs: number;
  readonly #windows: Map<number, WindowUse> = new Map();
  #underWay = 0;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
    this.marginMs = Math.min(1000, windowMs / 20);
  }

  /** The weight used in the window of `now`, as far as is known. */
  used(now: number): number {
    return this.#used(Math.floor(now / this.windowMs));
  }

  /** The earliest time, `now` or later, at which `weight` fits when nothing else changes. It must not exceed `capacity`. */
  nextFit(weight: number, capacity: number, now: number): number {
    let time = now;
    for (;;) {
      const full = this.#near(time).findLast((window) => this.#used(window) + weight > capacity);
      if (full === undefined) return time;
      time = (full + 1) * this.windowMs + this.marginMs;
    }
  }

  /**
   * The earliest time at which `weight` can possibly go when `ahead` goes before it and nothing goes before `now`.
   */
  earliestAfter(ahead: number, weight: number, capacity: number, now: number): number {
    const window = Math.floor(now / this.windowMs);
    const excess = ahead + weight - (capacity - this.#used(window));
    if (excess <= 0) return now;
    const windows = Math.ceil(excess / capacity);
    return (window + windows) * this.windowMs + this.marginMs;
  }

  /** Charges a request that fits, see {@link nextFit}. */
  take(weight: number, now: number): WeightTicket {
    const windows = this.#near(now);
    for (const window of windows) this.#use(window).own += weight;
    this.#underWay += weight;
    this.#forgetBefore(windows[0] ?? 0);
    return { weight, windows };
  }

  /** Makes sure that a ticket taken earlier covers sending `now`; false when it cannot. */
  cover(ticket: WeightTicket, capacity: number, now: number): boolean {
    const missing = this.#near(now).filter((window) => !ticket.windows.includes(window));
    if (missing.some((window) => this.#used(window) + ticket.weight > capacity)) return false;
    for (const window of missing) {
      this.#use(window).own += ticket.weight;
      ticket.windows.push(window);
    }
    return true;
  }

  /** Gives the weight of a request back that was never sent. */
  giveBack(ticket: WeightTicket): void {
    this.#underWay -= ticket.weight;
    for (const window of ticket.windows) {
      const use = this.#windows.get(window);
      if (use !== undefined) use.own -= ticket.weight;
    }
  }

  /** Ends a request that was sent, with the use that the answer reported, if it did. */
  settle(ticket: WeightTicket, capacity: number, { sentAt, endedAt, usedWeight }: SettledRequest): void {
    this.#underWay -= ticket.weight;
    const known = usedWeight === null ? [] : this.#reportOf(usedWeight, capacity, sentAt, endedAt);
    for (const window of known) {
      const use = this.#use(window);
      use.reported = Math.max(use.reported ?? 0, usedWeight ?? 0);
    }
    for (const window of ticket.windows) {
      const use = this.#windows.get(window);
      if (use !== undefined && !known.includes(window)) use.unreported += ticket.weight;
    }
  }

  /** The windows that a report is taken for. */
  #reportOf(usedWeight: number, capacity: number, sentAt: number, endedAt: number): number[] {
    const first = Math.floor((sentAt - this.marginMs) / this.windowMs);
    const last = Math.floor((endedAt + this.marginMs) / this.windowMs);
    if (first === last) return [first];
    if (last > first + 1) return [];
    if (usedWeight < (this.#windows.get(first)?.reported ?? 0)) return [last];
    return usedWeight > capacity / 2 ? [first] : [first, last];
  }

  #used(window: number): number {
    const use = this.#windows.get(window);
    if (use === undefined) return 0;
    if (use.reported === null) return use.own;
    return Math.max(use.own, use.reported + use.unreported + this.#underWay);
  }

  #near(time: number): number[] {
    const first = Math.floor((time - this.marginMs) / this.windowMs);
    const last = Math.floor((time + this.marginMs) / this.windowMs);
    return first === last ? [first] : [first, last];
  }

  #use(window: number): WindowUse {
    let use = this.#windows.get(window);
    if (use === undefined) {
      use = { own: 0, reported: null, unreported: 0 };
      this.#windows.set(window, use);
    }
    return use;
  }

  #forgetBefore(window: number): void {
    if (this.#windows.size <= 4) return;
    for (const known of this.#windows.keys()) if (known < window - 1) this.#windows.delete(known);
  }
}
