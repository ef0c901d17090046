import { countCandles, type Interval, mergeRanges, type TimeRange } from '@marketloom/exchange';
import type { SettledRange, WriteCounts } from '@marketloom/storage';
import type { Failure } from './failure.ts';

/** What a series' run counts as it goes. */
export class SeriesTally {
  readonly #interval: Interval;
  fetched = 0;
  /** Of those fetched, how many came from the exchange's files. */
  archived = 0;
  /** The first thing that went wrong with the files; the API was asked instead. */
  archiveFailure: Failure | null = null;
  inserted = 0;
  updated = 0;
  unchanged = 0;
  empty = 0;
  unavailable = 0;
  requests = 0;
  readonly pending: TimeRange[] = [];
  /** What the run's own transactions have settled, merged. */
  settled: readonly TimeRange[] = [];

  constructor(interval: Interval) {
    this.#interval = interval;
  }

  /** Counts what a transaction did. */
  written(counts: WriteCounts, settled: readonly SettledRange[], asked: TimeRange): void {
    this.inserted += counts.inserted;
    this.updated += counts.updated;
    this.unchanged += counts.unchanged;
    this.settled = mergeRanges([...this.settled, ...settled]);
    for (const { status, ...range } of settled) {
      // What is settled beyond the request, such as the time before the first candle, was not asked for.
      const start = Math.max(range.start, asked.start);
      const end = Math.min(range.end, asked.end);
      if (status === 'stored' || start >= end) continue;
      this[status] += countCandles({ start, end }, this.#interval);
    }
  }
}
