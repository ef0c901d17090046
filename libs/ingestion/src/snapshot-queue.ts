import { countLevels } from '@marketloom/exchange';
import type { SnapshotFate, SnapshotToStore } from './snapshot-fate.ts';

/** A snapshot that waits, and who waits for it. */
export interface WaitingSnapshot {
  readonly item: SnapshotToStore;
  readonly settle: (fate: SnapshotFate) => void;
}

/** Snapshots in the order they came, bounded by their levels: a deep book takes the room of many shallow ones. */
export class SnapshotQueue {
  readonly maximumLevels: number;
  #waiting: WaitingSnapshot[] = [];
  #levels = 0;

  constructor(maximumLevels: number) {
    this.maximumLevels = maximumLevels;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Whether there was room for it; there always is for one. */
  add(waiting: WaitingSnapshot): boolean {
    const levels = levelsOf(waiting);
    if (this.#waiting.length > 0 && this.#levels + levels > this.maximumLevels) return false;
    this.#waiting.push(waiting);
    this.#levels += levels;
    return true;
  }

  /** The first of those that wait, one at least: no more than so many, and no more levels. They stay. */
  peek(most: { readonly snapshots: number; readonly levels: number }): WaitingSnapshot[] {
    const first: WaitingSnapshot[] = [];
    let levels = 0;
    for (const waiting of this.#waiting.slice(0, most.snapshots)) {
      levels += levelsOf(waiting);
      if (first.length > 0 && levels > most.levels) break;
      first.push(waiting);
    }
    return first;
  }

  /** Takes away the first so many. */
  drop(count: number): void {
    for (const waiting of this.#waiting.splice(0, count)) this.#levels -= levelsOf(waiting);
  }

  /** Takes away all. */
  takeAll(): WaitingSnapshot[] {
    const all = this.#waiting;
    this.#waiting = [];
    this.#levels = 0;
    return all;
  }
}

function levelsOf({ item: { snapshot } }: WaitingSnapshot): number {
  return countLevels(snapshot);
}
