import {
  ceilToInterval,
  floorToInterval,
  type Interval,
  intersectRanges,
  mergeRanges,
  subtractRanges,
  type TimeRange,
} from '@marketloom/exchange';
import type { SettledRange } from './settled-range.ts';

/** A ledger that can be believed, and what of it could not. */
export interface SoundCoverage {
  /** Ascending, of whole candles, without overlaps. */
  readonly coverage: readonly SettledRange[];
  /** Candles of which the ledger said something twice or by halves: whole, ascending, merged. */
  readonly doubtful: readonly TimeRange[];
}

/**
 * Keeps what a ledger says once, and of whole candles. Where ranges overlap or end within a candle nothing is kept, for
 * which of them is right, only the exchange can tell. Of a range that says that there is no candle nothing at all is kept
 * then: unlike what is called stored, it cannot be compared with candles.
 * @param coverage ascending by start; times may be finer than a millisecond
 */
export function soundCoverage(coverage: readonly SettledRange[], interval: Interval): SoundCoverage {
  const outwards = ({ start, end }: TimeRange): TimeRange => ({
    start: floorToInterval(Math.floor(start), interval),
    end: ceilToInterval(Math.ceil(end), interval),
  });
  const overlaps = overlapsOf(coverage);
  const doubts = coverage.flatMap((range) => {
    const whole = outwards(range);
    const isAligned = whole.start === range.start && whole.end === range.end;
    const overlapping = intersectRanges([range], overlaps);
    if (range.status !== 'stored') return isAligned && overlapping.length === 0 ? [] : [whole];
    const edges = [range.start, range.end].map((edge) => ({ start: edge, end: edge }));
    return [...overlapping, ...edges].map(outwards);
  });
  const doubtful = mergeRanges(doubts);
  const sound = coverage.flatMap((range) =>
    subtractRanges([range], doubtful).map((part): SettledRange => ({ ...range, ...part })),
  );
  return { coverage: sound, doubtful };
}

/** What more than one range holds. */
function overlapsOf(ranges: readonly TimeRange[]): TimeRange[] {
  let ended = Number.NEGATIVE_INFINITY;
  return ranges.flatMap(({ start, end }) => {
    const overlap = { start, end: Math.min(end, ended) };
    ended = Math.max(ended, end);
    return overlap.start < overlap.end ? [overlap] : [];
  });
}
