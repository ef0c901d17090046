import type { LiveOrderBook, Logger, OrderBookDiscontinuity, ResumedOrderBook } from '@marketloom/exchange';
import type { CatalogueEntry, OrderBookLapse } from '@marketloom/storage';
import type { Failure } from './failure.ts';
import type { DueSlot, SlotRun } from './slot-schedule.ts';
import type { SnapshotFate } from './snapshot-fate.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';
import { noStreamedSlots, type StreamedBookSummary, type StreamedSlots } from './stream-summary.ts';

/** How {@link StreamedBook} takes its slots. */
export interface StreamedBookParts {
  readonly writer: Pick<SnapshotWriter, 'write' | 'record'>;
  readonly logger: Logger;
  /** Told when it is known what became of a snapshot. */
  readonly settled: () => void;
  /** How many levels a side are stored; all that are known when left out. */
  readonly depth: number | undefined;
  /** How many slots it has; without end: Infinity. */
  readonly count: number;
  /** What is taken later than so long after its slot counts as late, ms. */
  readonly toleranceMs: number;
  /** From when on a slot counts though the book has never been whole yet, epoch ms. */
  readonly patientUntil: number;
}

/** A snapshot that was handed to the writer. */
interface Taken {
  readonly updateId: bigint;
  /** Slots after it in which the book was still the same: they share its fate. */
  readonly unchanged: number[];
  isStored: boolean;
}

const NOT_YET = { kind: 'notSynchronised', message: 'the book has not been whole yet' };

/** One instrument's part of a run: its live book, what became of its slots, and where its sequence was broken. */
export class StreamedBook {
  readonly entry: CatalogueEntry;
  readonly #parts: StreamedBookParts;
  readonly #slots: StreamedSlots = noStreamedSlots();
  #live: LiveOrderBook | null = null;
  #broken: OrderBookDiscontinuity | null = null;
  /** The newest snapshot that is stored, or on its way. */
  #newest: Taken | null = null;
  #gaps = 0;
  #gapMs = 0;
  #longestGapMs = 0;
  #lastFailure: Failure | null = null;

  constructor(entry: CatalogueEntry, parts: StreamedBookParts) {
    this.entry = entry;
    this.#parts = parts;
  }

  /** Whether it has had all its slots. */
  get isOver(): boolean {
    return this.#slots.slots >= this.#parts.count;
  }

  /** `waiting` before it is whole for the first time. */
  get state(): 'waiting' | 'live' | 'broken' {
    if (this.#live === null) return 'waiting';
    return this.#live.isWhole ? 'live' : 'broken';
  }

  get counts(): Readonly<StreamedSlots> {
    return this.#slots;
  }

  get gaps(): number {
    return this.#gaps;
  }

  get updates(): number {
    return this.#live?.updates ?? 0;
  }

  /** The discontinuity that is not over; null when there is none. */
  get openGap(): OrderBookDiscontinuity | null {
    return this.#broken;
  }

  /** Takes note of its book; returns whether that is the first time. */
  isHere(live: LiveOrderBook): boolean {
    const isFirst = this.#live === null;
    this.#live = live;
    return isFirst;
  }

  broke(discontinuity: OrderBookDiscontinuity): void {
    this.#broken = discontinuity;
    this.#gaps += 1;
  }

  resumed({ brokenAt, resumedAt }: ResumedOrderBook): void {
    this.#broken = null;
    this.#lasted(resumedAt - brokenAt);
  }

  /** Takes a slot that has come by `now`: a snapshot of the book as it is now, unless it is broken, or the same as before. */
  take({ slotAt, missed }: DueSlot, now: number): void {
    if (missed !== null) this.#pass(missed);
    if (slotAt === null || !this.#has(slotAt)) return;
    this.#slots.slots += 1;
    const delayMs = now - slotAt;
    if (delayMs > this.#parts.toleranceMs && this.#live?.isWhole === true) this.#isLate(slotAt, delayMs);
    if (this.#live?.isWhole !== true) {
      this.#miss({ slotAt, untilSlotAt: slotAt, slots: 1 }, this.#whyBroken());
    } else if (this.#newest?.updateId !== this.#live.lastUpdateId) {
      void this.#store(this.#live, slotAt);
    } else if (this.#newest.isStored) {
      this.#slots.duplicate += 1;
    } else {
      this.#newest.unchanged.push(slotAt);
    }
  }

  /** What became of it by `now`. */
  summary(now: number): StreamedBookSummary {
    if (this.#broken !== null) this.#lasted(now - this.#broken.brokenAt);
    return {
      entry: this.entry,
      ...this.#slots,
      updates: this.updates,
      gaps: this.#gaps,
      gapMs: this.#gapMs,
      longestGapMs: this.#longestGapMs,
      openGap: this.#broken,
      wasWhole: this.#live !== null,
      lastFailure: this.#lastFailure ?? (this.#live === null ? NOT_YET : null),
    };
  }

  /** Whether a slot is one of its own: its first is the first after it was whole, or the first it is waited for no longer. */
  #has(slotAt: number): boolean {
    if (this.isOver) return false;
    return this.#slots.slots > 0 || this.#live !== null || slotAt >= this.#parts.patientUntil;
  }

  #pass(run: SlotRun): void {
    if (this.#slots.slots === 0 || this.isOver) return;
    const slots = Math.min(run.slots, this.#parts.count - this.#slots.slots);
    this.#slots.slots += slots;
    const message = 'the process was busy, or the machine or its clock stood still';
    this.#miss({ ...run, slots }, { kind: 'passed', message });
  }

  #miss(run: SlotRun, failure: Failure): void {
    this.#slots.missed += run.slots;
    this.#lastFailure = failure;
    this.#lapse('missed', run, { delayMs: null, reason: `${failure.kind}: ${failure.message}` });
  }

  #isLate(slotAt: number, delayMs: number): void {
    this.#slots.late += 1;
    const reason = 'the process was busy';
    this.#lapse('late', { slotAt, untilSlotAt: slotAt, slots: 1 }, { delayMs, reason });
  }

  #lapse(kind: OrderBookLapse['kind'], run: SlotRun, why: Pick<OrderBookLapse, 'delayMs' | 'reason'>): void {
    this.#parts.writer.record({ symbolId: this.entry.id, kind, ...run, ...why });
  }

  #whyBroken(): Failure {
    if (this.#broken !== null) return { kind: this.#broken.reason, message: this.#broken.message };
    return NOT_YET;
  }

  /** Takes the snapshot at once. */
  async #store(live: LiveOrderBook, slotAt: number): Promise<void> {
    const { writer, depth, logger, settled } = this.#parts;
    const snapshot = live.snapshot(depth);
    const taken: Taken = { updateId: live.lastUpdateId, unchanged: [], isStored: false };
    this.#newest = taken;
    const fate = await writer.write({ entry: this.entry, snapshot, slotAt });
    const symbol = this.entry.symbol.toString();
    logger.debug(`order book ${fate.kind}`, { symbol, slotAt, lastUpdateId: String(taken.updateId) });
    this.#settle(taken, fate);
    settled();
  }

  #settle(taken: Taken, fate: SnapshotFate): void {
    this.#slots[fate.kind] += 1;
    if ('failure' in fate) this.#fail(taken, fate.kind, fate.failure);
    else {
      taken.isStored = true;
      this.#slots.duplicate += taken.unchanged.length;
    }
  }

  /** What was not stored is taken again in the next slot, though the book may be the same then. */
  #fail(taken: Taken, kind: 'refused' | 'lost', failure: Failure): void {
    if (this.#newest === taken) this.#newest = null;
    this.#lastFailure = failure;
    this.#slots[kind] += taken.unchanged.length;
    for (const slotAt of taken.unchanged) {
      const run = { slotAt, untilSlotAt: slotAt, slots: 1 };
      this.#lapse('failed', run, { delayMs: null, reason: failure.message });
    }
  }

  #lasted(ms: number): void {
    const lasted = Math.max(0, ms);
    this.#gapMs += lasted;
    this.#longestGapMs = Math.max(this.#longestGapMs, lasted);
  }
}
