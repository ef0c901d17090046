import type { TimeRange } from '@marketloom/exchange';
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

/** The same ledger in as few ranges as can be. @param ranges ascending, without overlaps */
export function joinNeighbours(ranges: readonly SettledRange[]): SettledRange[] {
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

/**
 * The same rows, each with the time at which its last candle was settled before; without one where `settled` has just
 * settled it. So a row that only grows at its front, or gets a better reason, does not look confirmed up to its end.
 * @param written ascending, pieces of `before` and `settled`
 * @param before ascending, without overlaps
 * @param settled ascending, without overlaps
 */
export function keepSettledAt(
  written: readonly SettledRange[],
  before: readonly SettledRange[],
  settled: readonly TimeRange[],
): SettledRange[] {
  let old = 0;
  let fresh = 0;
  return written.map(({ start, end, status, reason = null }) => {
    while (fresh < settled.length && (settled[fresh] as TimeRange).end < end) fresh += 1;
    while (old < before.length && (before[old] as SettledRange).end < end) old += 1;
    const isFresh = (settled[fresh]?.start ?? end) < end;
    const settledAt = isFresh ? undefined : before[old]?.settledAt;
    return { start, end, status, reason, ...(settledAt === undefined ? {} : { settledAt }) };
  });
}
