import { floorToInterval, type Interval, shiftOpenTime } from '@marketloom/exchange';
import type { CatalogueEntry } from '@marketloom/storage';
import type { FollowProgress, Retirement } from './follow-progress.ts';
import { spreadMs } from './follow-schedule.ts';
import { FollowedSeries } from './followed-series.ts';
import type { SeriesStart } from './ingest-run.ts';
import type { Series } from './ingest-summary.ts';
import { seriesOf } from './kline-run-options.ts';

/** What a {@link FollowRoster} works with. */
export interface FollowRosterOptions {
  readonly intervals: readonly Interval[];
  /** Where catching up begins; where what is stored ends when left out. */
  readonly start: number | 'listing' | undefined;
  readonly startedAt: number;
  readonly settleDelayMs: number;
  /** Whether a market has an interval. */
  readonly isPossible: (series: Series) => boolean;
  readonly report: (progress: FollowProgress) => void;
}

/** The series that are followed, as instruments come and go. */
export class FollowRoster {
  readonly #options: FollowRosterOptions;
  readonly #all = new Map<string, FollowedSeries>();
  #followed: FollowedSeries[] = [];
  /** Retired series whose instruments were not selected at the last look: they may come back. */
  readonly #gone = new Set<string>();

  constructor(options: FollowRosterOptions, entries: readonly CatalogueEntry[]) {
    this.#options = options;
    for (const series of this.#seriesOf(entries)) this.#add(series, options.startedAt);
    this.#arrange();
  }

  /** All that are or were followed. */
  get all(): Iterable<FollowedSeries> {
    return this.#all.values();
  }

  /** Those that are followed now. */
  get followed(): readonly FollowedSeries[] {
    return this.#followed;
  }

  /** Takes the instruments that are selected now: new ones join, those that are no longer among them leave. */
  select(entries: readonly CatalogueEntry[], now: number): void {
    const selected = new Map(this.#seriesOf(entries).map((series) => [keyOf(series), series]));
    for (const [key, one] of this.#all) {
      if (selected.has(key)) continue;
      this.#gone.add(key);
      if (one.retired === null) this.#end(one, 'notSelected');
    }
    for (const [key, series] of selected) {
      const known = this.#all.get(key);
      known?.update(series.entry);
      const isBack = known !== undefined && this.#gone.delete(key);
      if (known !== undefined && !isBack) continue;
      if (known === undefined) this.#add(series, now);
      else {
        known.retired = null;
        known.dueAt = now;
      }
      this.#options.report({ type: 'joined', series });
    }
    this.#arrange();
  }

  /** Follows a series no more. */
  retire(one: FollowedSeries, reason: Retirement): void {
    this.#end(one, reason);
    this.#arrange();
  }

  #seriesOf(entries: readonly CatalogueEntry[]): Series[] {
    return seriesOf(entries, this.#options.intervals).filter(this.#options.isPossible);
  }

  #add(series: Series, now: number): void {
    const { start, startedAt, settleDelayMs } = this.#options;
    // Of an instrument that joins later nothing is left out that has closed since the run began.
    const newest = shiftOpenTime(floorToInterval(startedAt, series.interval), series.interval, -1);
    const begin: SeriesStart = start ?? { storedOr: newest };
    this.#all.set(keyOf(series), new FollowedSeries(series, begin, settleDelayMs, now));
  }

  #end(one: FollowedSeries, reason: Retirement): void {
    one.retired = reason;
    this.#options.report({ type: 'retired', series: one.series, reason });
  }

  /** Gives each series its place among those of its interval, in the order of the catalogue's ids. */
  #arrange(): void {
    this.#followed = [...this.#all.values()].filter(({ retired }) => retired === null);
    const byInterval = Map.groupBy(this.#followed, ({ series }) => series.interval);
    for (const [interval, ones] of byInterval) {
      const ordered = ones.toSorted((a, b) => a.series.entry.id - b.series.entry.id);
      for (const [rank, one] of ordered.entries()) one.spreadBy(spreadMs(rank, ordered.length, interval));
    }
  }
}

function keyOf({ entry, interval }: Series): string {
  return `${entry.id} ${interval}`;
}
