import type { Diff } from './diff.ts';
import type { SequenceRules } from './sequence.ts';

/** As many updates as come in a minute and a half, which is longer than a snapshot waits for the request budget. */
const MOST = 1000;

/** The newest updates, which came while a snapshot was waited for. */
export class DiffBuffer {
  readonly #rules: SequenceRules;
  #diffs: Diff[] = [];

  constructor(rules: SequenceRules) {
    this.#rules = rules;
  }

  /** Keeps an update; the oldest goes when there are too many, since the snapshot will be newer. */
  push(diff: Diff): void {
    this.#diffs.push(diff);
    if (this.#diffs.length >= 2 * MOST) this.#diffs = this.#diffs.slice(-MOST);
  }

  clear(): void {
    this.#diffs = [];
  }

  /**
   * The updates that go on from a snapshot, without a gap; null when they don't: another snapshot is needed. Of updates
   * with a gap among them only those behind it are kept, which is where a newer snapshot can go on.
   */
  since(id: bigint): readonly Diff[] | null {
    const since: Diff[] = [];
    let last = id;
    for (const [index, diff] of this.#diffs.entries()) {
      const standing =
        since.length === 0 ? this.#rules.afterSnapshot(diff, last) : this.#rules.afterUpdate(diff, last);
      if (standing === 'gap') {
        this.#diffs = this.#diffs.slice(index);
        return null;
      }
      if (standing === 'old') continue;
      since.push(diff);
      last = diff.lastUpdateId;
    }
    return since;
  }
}
