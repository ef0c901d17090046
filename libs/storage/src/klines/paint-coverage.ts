import type { SettledRange } from './settled-range.ts';

/**
 * The ledger after `settled` is laid over it: what overlaps is overwritten, and neighbours of the same status and
 * reason become one. Ascending.
 * @param existing ascending, without overlaps
 * @param settled in any order; where two overlap, the later counts
 */
export function paintCoverage(
  existing: readonly SettledRange[],
  settled: readonly SettledRange[],
): SettledRange[] {
  let painted: SettledRange[] = [...existing];
  for (const range of settled) {
    if (range.start >= range.end) continue;
    const before = painted.filter(({ start }) => start < range.start);
    const after = painted.filter(({ end }) => end > range.end);
    painted = [
      ...before.map((old) => (old.end > range.start ? { ...old, end: range.start } : old)),
      range,
      ...after.map((old) => (old.start < range.end ? { ...old, start: range.end } : old)),
    ];
  }
  return joinNeighbours(painted);
}

function joinNeighbours(ranges: readonly SettledRange[]): SettledRange[] {
  const joined: SettledRange[] = [];
  for (const { start, end, status, reason = null } of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && last.end === start && last.status === status && last.reason === reason) {
      joined[joined.length - 1] = { start: last.start, end, status, reason };
    } else joined.push({ start, end, status, reason });
  }
  return joined;
}

/** What to do to a ledger's rows, which are known by their start. */
export interface CoverageChanges {
  /** Starts of the rows that go. */
  readonly removed: readonly number[];
  /** Rows that are new or differ from the row of the same start. */
  readonly written: readonly SettledRange[];
}

/** How to get from one ledger to the other. */
export function coverageChanges(
  before: readonly SettledRange[],
  after: readonly SettledRange[],
): CoverageChanges {
  const old = new Map(before.map((range) => [range.start, range]));
  const starts = new Set(after.map(({ start }) => start));
  return {
    removed: before.filter(({ start }) => !starts.has(start)).map(({ start }) => start),
    written: after.filter((range) => {
      const was = old.get(range.start);
      return (
        was?.end !== range.end ||
        was.status !== range.status ||
        (was.reason ?? null) !== (range.reason ?? null)
      );
    }),
  };
}
