import type { StoredDiscontinuity } from './stored-discontinuity.ts';

/** What to look at. Times are epoch ms. */
export interface OrderBookStatusOptions {
  /** From when on snapshots, lapses and discontinuities are counted; all of them when left out. */
  readonly since?: number | undefined;
  /** What the last hour and day end with; now when left out. */
  readonly now?: number | undefined;
}

/** What is recorded of the books of one instrument. Times are epoch ms. */
export interface OrderBookStatus {
  readonly symbolId: number;
  /** `retrievedAt` of the first snapshot of all; null when there is none. */
  readonly first: number | null;
  /** `retrievedAt` of the newest. */
  readonly last: number | null;
  /** How many snapshots there are from `since` on. */
  readonly snapshots: number;
  /** How many of the hour before `now`: the rate, in snapshots an hour. */
  readonly snapshotsLastHour: number;
  /** How many of the 24 hours before `now`. */
  readonly snapshotsLastDay: number;
  /** How many slots from `since` on were late, that is in runs whose last slot is not before it. */
  readonly late: number;
  readonly failed: number;
  readonly missed: number;
  /** How many discontinuities there were, that began from `since` on, or were not over then. */
  readonly discontinuities: number;
  /** How many of them nobody saw the end of. */
  readonly abandoned: number;
  /** The newest that is not over. */
  readonly openDiscontinuity: StoredDiscontinuity | null;
}
