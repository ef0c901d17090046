import { firstTurning, LIVELY_CELLS, type RestingLevel, type RestingLevels, TURN } from './resting-levels.ts';

/** One side of a book at one update: where it begins, and which cells beyond its best price it has. */
interface SideState {
  readonly updateId: number;
  readonly best: number;
  readonly bestCell: number;
  /** The first and the last cell, those included; the last is below the first where there is none. */
  readonly lowest: number;
  readonly highest: number;
}

/** One side of the books of an instrument. The best price of a side is given for each update; null where it is empty. */
export class BookSide {
  readonly #levels: RestingLevels;
  readonly #direction: 1 | -1;
  readonly #depth: number;
  readonly #level: RestingLevel = { ticks: 0, lots: 0 };

  /** Bids (-1) or asks (1), with `depth` levels at most. */
  constructor(levels: RestingLevels, direction: 1 | -1, depth: number) {
    this.#levels = levels;
    this.#direction = direction;
    this.#depth = depth;
  }

  /** Gives the levels of an update, best first, at most so many. */
  each(updateId: number, best: number, most: number, visit: (ticks: number, lots: number) => void): void {
    const { bestCell, lowest, highest } = this.#state(updateId, best);
    const level = this.#level;
    if (most > 0) visit(best, this.#levels.bestLots(best, updateId));
    for (let step = 1; step < most; step += 1) {
      const cell = bestCell + this.#direction * step;
      if (cell < lowest || cell > highest) return;
      this.#levels.fill(cell, step <= LIVELY_CELLS, updateId, level);
      visit(level.ticks, level.lots);
    }
  }

  /**
   * Notes what makes the side of the update before one into that one's: sizes by price, 0 where nothing rests any more.
   * What is noted already of other prices stays.
   */
  noteChange(
    updateId: number,
    bestBefore: number | null,
    best: number | null,
    into: Map<number, number>,
  ): void {
    const before = bestBefore === null ? null : this.#state(updateId - 1, bestBefore);
    const after = best === null ? null : this.#state(updateId, best);
    const cells = touchedCells(before, after);
    const old = before ? this.#look(before, cells) : new Map<number, number>();
    const fresh = after ? this.#look(after, cells) : new Map<number, number>();
    for (const ticks of old.keys()) if (!fresh.has(ticks)) into.set(ticks, 0);
    for (const [ticks, lots] of fresh) if (old.get(ticks) !== lots) into.set(ticks, lots);
  }

  #state(updateId: number, best: number): SideState {
    const bestCell = this.#levels.cellOf(best);
    const [nearest, furthest] = [bestCell + this.#direction, bestCell + this.#direction * (this.#depth - 1)];
    // The lowest cell may begin with a price of zero.
    const lowest = Math.max(1, Math.min(nearest, furthest));
    return { updateId, best, bestCell, lowest, highest: Math.max(nearest, furthest) };
  }

  /** The levels of a side that are in some cells, and its best one. */
  #look(state: SideState, cells: Iterable<number>): Map<number, number> {
    const { updateId, best, bestCell, lowest, highest } = state;
    const level = this.#level;
    const found = new Map([[best, this.#levels.bestLots(best, updateId)]]);
    for (const cell of cells) {
      if (cell < lowest || cell > highest) continue;
      this.#levels.fill(cell, Math.abs(cell - bestCell) <= LIVELY_CELLS, updateId, level);
      found.set(level.ticks, level.lots);
    }
    return found;
  }
}

/** The cells whose levels may differ between a side and the one after it: the rest is the same in both. */
function touchedCells(before: SideState | null, after: SideState | null): Set<number> {
  const cells = new Set<number>();
  const addRange = (lowest: number, highest: number): void => {
    for (let cell = lowest; cell <= highest; cell += 1) cells.add(cell);
  };
  const addOwn = (own: SideState, other: SideState | null): void => {
    addRange(own.lowest, other ? Math.min(own.highest, other.lowest - 1) : own.highest);
    if (other) addRange(Math.max(own.lowest, other.highest + 1), own.highest);
    addRange(own.bestCell - LIVELY_CELLS, own.bestCell + LIVELY_CELLS);
  };
  if (before) addOwn(before, after);
  if (!after) return cells;
  addOwn(after, before);
  const { updateId, lowest, highest } = after;
  for (let cell = firstTurning(updateId, lowest); cell <= highest; cell += TURN) cells.add(cell);
  return cells;
}
