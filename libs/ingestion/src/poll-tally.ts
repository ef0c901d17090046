import type { CatalogueEntry } from '@marketloom/storage';
import type { Failure } from './failure.ts';
import { noSlots, type PolledBook, type SlotCounts } from './poll-summary.ts';
import type { SnapshotFate } from './snapshot-fate.ts';

/** Counts what becomes of one instrument's slots, and adds it to what is counted of all. */
export class PollTally {
  readonly entry: CatalogueEntry;
  readonly #counts: SlotCounts = noSlots();
  readonly #total: SlotCounts;
  #lastFailure: Failure | null = null;

  constructor(entry: CatalogueEntry, total: SlotCounts) {
    this.entry = entry;
    this.#total = total;
  }

  /** A snapshot came, on time or late, and this became of it. */
  settled(fate: SnapshotFate, isLate: boolean): void {
    if ('failure' in fate) {
      if (fate.kind === 'lost') this.#add('lost', 1);
      this.failed(fate.failure);
      return;
    }
    this.#add(fate.kind, 1);
    this.#add(isLate ? 'late' : 'taken', 1);
    this.#add('slots', 1);
  }

  failed(failure: Failure): void {
    this.#lastFailure = failure;
    this.#add('failed', 1);
    this.#add('slots', 1);
  }

  missed(slots: number): void {
    this.#add('missed', slots);
    this.#add('slots', slots);
  }

  summary(): PolledBook {
    return { entry: this.entry, ...this.#counts, lastFailure: this.#lastFailure };
  }

  #add(count: keyof SlotCounts, by: number): void {
    this.#counts[count] += by;
    this.#total[count] += by;
  }
}
