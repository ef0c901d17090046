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
  let painted = existing;
  for (const layer of layersOf(settled)) painted = layOver(painted, layer);
  return joinNeighbours(painted);
}

/** The same ranges in their order, cut where one does not lie behind the one before: nearly always one layer. */
function layersOf(settled: readonly SettledRange[]): SettledRange[][] {
  const layers: SettledRange[][] = [];
  for (const range of settled) {
    if (range.start >= range.end) continue;
    const layer = layers.at(-1);
    if (layer === undefined || (layer.at(-1)?.end ?? 0) > range.start) layers.push([range]);
    else layer.push(range);
  }
  return layers;
}

/** Both ascending and without overlaps; time grows with their number, and not with its square. */
function layOver(existing: readonly SettledRange[], layer: readonly SettledRange[]): readonly SettledRange[] {
  const left: SettledRange[] = [];
  let first = 0;
  for (const old of existing) {
    while ((layer[first]?.end ?? Number.POSITIVE_INFINITY) <= old.start) first += 1;
    let { start } = old;
    for (let at = first; at < layer.length && (layer[at] as SettledRange).start < old.end; at += 1) {
      const over = layer[at] as SettledRange;
      if (over.start > start) left.push({ ...old, start, end: over.start });
      start = Math.max(start, over.end);
    }
    if (start < old.end) left.push({ ...old, start });
  }
  return [...left, ...layer].toSorted((a, b) => a.start - b.start);
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
