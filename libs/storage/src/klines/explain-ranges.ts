import type { TimeRange } from '@marketloom/exchange';
import { EMPTY_REASONS, OUTAGE_SERIES, type QuietIntervals } from './empty-reasons.ts';
import { joinNeighbours } from './paint-coverage.ts';
import type { SettledRange } from './settled-range.ts';

/** A range, and why what is empty in it is so. */
export interface ExplainedRange extends TimeRange {
  readonly reason: string;
}

/**
 * What the ledgers of an exchange's series say of each other: why a series is empty where it is. Ascending, without
 * overlaps; where nothing can be told there is no range. What is unavailable is evidence of nothing.
 * @param ledgers of one interval, each without overlaps
 */
export function explanationsOf(
  ledgers: readonly (readonly SettledRange[])[],
  quietIntervals: QuietIntervals,
): ExplainedRange[] {
  const others = quietIntervals === 'omitted' ? EMPTY_REASONS.noTrades : EMPTY_REASONS.notTrading;
  const changes = ledgers.flat().flatMap(({ start, end, status }) => {
    const stored = status === 'stored' ? 1 : 0;
    const empty = status === 'empty' ? 1 : 0;
    return [
      { time: start, stored, empty },
      { time: end, stored: -stored, empty: -empty },
    ];
  });
  changes.sort((a, b) => a.time - b.time);
  const explained: ExplainedRange[] = [];
  let [stored, empty, since] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const change of changes) {
    if (change.time > since) {
      if (stored > 0) explained.push({ start: since, end: change.time, reason: others });
      else if (empty >= OUTAGE_SERIES)
        explained.push({ start: since, end: change.time, reason: EMPTY_REASONS.outage });
    }
    stored += change.stored;
    empty += change.empty;
    since = change.time;
  }
  return explained;
}

const OURS: ReadonlySet<string> = new Set(Object.values(EMPTY_REASONS));

/**
 * A ledger whose empty ranges say why, split where the reason changes. A reason that is not one of
 * {@link EMPTY_REASONS} was given by someone who knew more, and stays; so does any where nothing can be told.
 * @param ledger ascending, without overlaps
 * @param explanations ascending, without overlaps
 */
export function explainLedger(
  ledger: readonly SettledRange[],
  explanations: readonly ExplainedRange[],
): SettledRange[] {
  const explained: SettledRange[] = [];
  let first = 0;
  for (const range of ledger) {
    while ((explanations[first]?.end ?? Number.POSITIVE_INFINITY) <= range.start) first += 1;
    if (mayExplain(range)) explained.push(...explainRange(range, explanations, first));
    else explained.push(range);
  }
  return joinNeighbours(explained);
}

/** Whether a range is empty, and its reason is not known or one of ours. */
function mayExplain({ status, reason = null }: SettledRange): boolean {
  return status === 'empty' && (reason === null || OURS.has(reason));
}

/** @param first the first explanation that may reach into the range */
function explainRange(
  range: SettledRange,
  explanations: readonly ExplainedRange[],
  first: number,
): SettledRange[] {
  const parts: SettledRange[] = [];
  let cursor = range.start;
  for (let at = first; cursor < range.end; at += 1) {
    const next = explanations[at];
    if (next === undefined || next.start >= range.end) break;
    const start = Math.max(cursor, next.start);
    const end = Math.min(range.end, next.end);
    if (start > cursor) parts.push({ ...range, start: cursor, end: start });
    parts.push({ ...range, start, end, reason: next.reason });
    cursor = end;
  }
  if (cursor < range.end) parts.push({ ...range, start: cursor });
  return parts;
}
