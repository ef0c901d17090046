import type { Interval } from './interval.ts';
import { ceilToInterval } from './interval-arithmetic.ts';
import { printTime } from './print-time.ts';

/** Half-open: from `start` up to, not including, `end`. Epoch ms, UTC. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** Whether nothing lies inside. */
export function isEmptyRange(range: TimeRange): boolean {
  return !(range.start < range.end);
}

/** The same times as ascending ranges that neither overlap nor touch; empty ranges vanish. */
export function mergeRanges(ranges: Iterable<TimeRange>): TimeRange[] {
  const ascending = [...ranges].filter((range) => !isEmptyRange(range)).toSorted((a, b) => a.start - b.start);
  const merged: TimeRange[] = [];
  for (const { start, end } of ascending) {
    const last = merged.at(-1);
    if (last === undefined || start > last.end) merged.push({ start, end });
    else if (end > last.end) merged[merged.length - 1] = { start: last.start, end };
  }
  return merged;
}

/** The times that lie in both, as merged ranges. */
export function intersectRanges(a: Iterable<TimeRange>, b: Iterable<TimeRange>): TimeRange[] {
  const left = mergeRanges(a);
  const right = mergeRanges(b);
  const common: TimeRange[] = [];
  for (let i = 0, j = 0; ;) {
    const one = left[i];
    const other = right[j];
    if (one === undefined || other === undefined) return common;
    const both = { start: Math.max(one.start, other.start), end: Math.min(one.end, other.end) };
    if (!isEmptyRange(both)) common.push(both);
    if (one.end <= other.end) i += 1;
    else j += 1;
  }
}

/** The times of `from` that are not in `taken`, as merged ranges. */
export function subtractRanges(from: Iterable<TimeRange>, taken: Iterable<TimeRange>): TimeRange[] {
  const holes = mergeRanges(taken);
  const left: TimeRange[] = [];
  let hole = 0;
  for (const { start, end } of mergeRanges(from)) {
    let cursor = start;
    // Holes that end before this range are behind all later ranges too; the last may reach into the next range.
    while ((holes[hole]?.end ?? Number.POSITIVE_INFINITY) <= cursor) hole += 1;
    for (let at = hole; at < holes.length && cursor < end; at += 1) {
      const { start: holeStart, end: holeEnd } = holes[at] as TimeRange;
      if (holeStart >= end) break;
      if (holeStart > cursor) left.push({ start: cursor, end: holeStart });
      cursor = holeEnd;
    }
    if (cursor < end) left.push({ start: cursor, end });
  }
  return left;
}

/** Both ends up to the next open time of the interval: the range holds the same candles. */
export function alignRange(range: TimeRange, interval: Interval): TimeRange {
  return { start: ceilToInterval(range.start, interval), end: ceilToInterval(range.end, interval) };
}

/** As people read it: `2023-02-01T00:00:00Z..2023-03-01T00:00:00Z`. */
export function printRange(range: TimeRange): string {
  return `${printTime(range.start)}..${printTime(range.end)}`;
}
