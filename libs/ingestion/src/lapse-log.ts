import type { OrderBookLapse } from '@marketloom/storage';

/** How many runs of slots one instrument may have waiting; what comes beyond joins the newest of its kind. */
const MOST_RUNS = 100;

/** A run of slots that grows. */
type Run = { -readonly [Key in keyof OrderBookLapse]: OrderBookLapse[Key] };

/**
 * Slots that were late, failed or missed and are not written yet. Those side by side with the same reason are one run, and an instrument has a bounded number of them however long the database is away: no slot is forgotten, but
 * beyond that bound runs of one kind become one, and keep the reason of the first.
 */
export class LapseLog {
  readonly #everyMs: number;
  readonly #open = new Map<number, Run[]>();
  /** Those that are being written: they do not grow. */
  #sealed: readonly OrderBookLapse[] = [];

  /** @param everyMs the time between two slots */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** Takes note of slots of one instrument. */
  add(lapse: OrderBookLapse): void {
    const runs = this.#open.get(lapse.symbolId) ?? [];
    this.#open.set(lapse.symbolId, runs);
    const run = this.#placeOf(lapse, runs);
    if (run === undefined) runs.push({ ...lapse });
    else join(run, lapse);
  }

  #placeOf(lapse: OrderBookLapse, runs: readonly Run[]): Run | undefined {
    const last = runs.at(-1);
    const isNext = last !== undefined && lapse.slotAt - last.untilSlotAt === this.#everyMs;
    if (isNext && last.kind === lapse.kind && last.reason === lapse.reason) return last;
    return runs.length < MOST_RUNS ? undefined : runs.findLast(({ kind }) => kind === lapse.kind);
  }

  /** Whether nothing waits. */
  get isEmpty(): boolean {
    return this.#sealed.length === 0 && this.#open.size === 0;
  }

  /** How many slots wait. */
  get slots(): number {
    const all = [...this.#sealed, ...Array.from(this.#open.values()).flat()];
    return all.reduce((sum, { slots }) => sum + slots, 0);
  }

  /** What is to be written next: the same again until {@link written} is called. */
  seal(): readonly OrderBookLapse[] {
    if (this.#sealed.length === 0) {
      this.#sealed = Array.from(this.#open.values()).flat();
      this.#open.clear();
    }
    return this.#sealed;
  }

  /** What {@link seal} gave is in the database. */
  written(): void {
    this.#sealed = [];
  }
}

function join(run: Run, lapse: OrderBookLapse): void {
  run.slotAt = Math.min(run.slotAt, lapse.slotAt);
  run.untilSlotAt = Math.max(run.untilSlotAt, lapse.untilSlotAt);
  run.slots += lapse.slots;
  if (lapse.delayMs !== null) run.delayMs = Math.max(run.delayMs ?? 0, lapse.delayMs);
}
