import {
  ceilToInterval,
  floorToInterval,
  type Interval,
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
 * which of them is right, only the exchange can tell.
 * @param coverage ascending by start; times may be finer than a millisecond
 */
export function soundCoverage(coverage: readonly SettledRange[], interval: Interval): SoundCoverage {
  const outwards = ({ start, end }: TimeRange): TimeRange => ({
    start: floorToInterval(Math.floor(start), interval),
    end: ceilToInterval(Math.ceil(end), interval),
  });
  let ended = Number.NEGATIVE_INFINITY;
  const doubts = coverage.flatMap(({ start, end }) => {
    const overlap = { start, end: Math.min(end, ended) };
    ended = Math.max(ended, end);
    const edges = [start, end].map((edge) => outwards({ start: edge, end: edge }));
    return overlap.start < overlap.end ? [...edges, outwards(overlap)] : edges;
  });
  const doubtful = mergeRanges(doubts);
  const sound = coverage.flatMap((range) =>
    subtractRanges([range], doubtful).map((part): SettledRange => ({ ...range, ...part })),
  );
  return { coverage: sound, doubtful };
}
