/** Which slots one instrument has. */
export interface SlotPlan {
  /** The first one, epoch ms; the others follow in steps of `everyMs`. */
  readonly first: number;
  readonly everyMs: number;
  /** How many there are; without end: Infinity. */
  readonly count: number;
  /** How long after its begin each of them is due, ms: instruments that share a budget follow each other. */
  readonly offsetMs: number;
}

/** Slots that follow each other, epoch ms. */
export interface SlotRun {
  readonly slotAt: number;
  readonly untilSlotAt: number;
  readonly slots: number;
}

/** What has come of a schedule. */
export interface DueSlot {
  /** The slot to take now; null when only slots that have passed are left. */
  readonly slotAt: number | null;
  /** When it was due, epoch ms. */
  readonly dueAt: number;
  /** Those that had passed before it without being taken. */
  readonly missed: SlotRun | null;
}

/** The first slot from a time on: multiples of `everyMs` since the epoch, so that `5s` means :00, :05 and so on. */
export function firstSlotFrom(time: number, everyMs: number): number {
  return Math.ceil(time / everyMs) * everyMs;
}

/**
 * The slots of one instrument. They lie on the clock, whatever became of the one before, so nothing adds up. Each is
 * given once at most, in their order, whatever the clock does: where it is set back, those that were given are not given
 * again; where it goes forward, those that passed are told as missed, and never taken together.
 */
export class SlotSchedule {
  readonly #plan: SlotPlan;
  /** How many slots are accounted for. */
  #done = 0;

  constructor(plan: SlotPlan) {
    this.#plan = plan;
  }

  /** How many slots were given or told as missed. */
  get done(): number {
    return this.#done;
  }

  get isOver(): boolean {
    return this.#done >= this.#plan.count;
  }

  /** When the next one is due, epoch ms. */
  get nextDueAt(): number {
    return this.#slot(this.#done) + this.#plan.offsetMs;
  }

  /** What has come by `now`; null when nothing has. */
  take(now: number): DueSlot | null {
    const newest = this.#newest(now);
    if (this.isOver || newest < this.#done) return null;
    // Behind the last slot there is none that could be taken any more.
    const isPast = newest >= this.#plan.count;
    const until = isPast ? this.#plan.count : newest;
    const missed = this.#pass(until);
    if (isPast) return { slotAt: null, dueAt: now, missed };
    this.#done = newest + 1;
    const slotAt = this.#slot(newest);
    return { slotAt, dueAt: slotAt + this.#plan.offsetMs, missed };
  }

  /** Passes over all that has come by `now`; null when nothing has. */
  passUntil(now: number): SlotRun | null {
    return this.#pass(Math.min(this.#newest(now) + 1, this.#plan.count));
  }

  #pass(until: number): SlotRun | null {
    const from = this.#done;
    if (until <= from) return null;
    this.#done = until;
    return { slotAt: this.#slot(from), untilSlotAt: this.#slot(until - 1), slots: until - from };
  }

  /** The number of the newest slot that is due, from 0; beyond the last one where that has passed. */
  #newest(now: number): number {
    const { first, everyMs, offsetMs } = this.#plan;
    return Math.floor((now - first - offsetMs) / everyMs);
  }

  #slot(index: number): number {
    return this.#plan.first + index * this.#plan.everyMs;
  }
}
