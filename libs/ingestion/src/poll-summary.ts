import type { CatalogueEntry } from '@marketloom/storage';
import type { Failure } from './failure.ts';
import type { Outcome } from './ingest-summary.ts';

/** What became of slots: `slots` is the sum of `taken`, `late`, `failed` and `missed`. */
export interface SlotCounts {
  /** Those that have come. */
  slots: number;
  /** On time, and in the database. */
  taken: number;
  /** In the database too, but begun later than the tolerance allows, or answered after the next slot had begun. */
  late: number;
  /** Nothing of them is in the database: the exchange or the database did not take part, or it was no book. */
  failed: number;
  /** Passed while the one before was in hand, or while the clock or the machine stood still. */
  missed: number;
  /** Of `taken` and `late`: rows that were written. */
  stored: number;
  /** Of `taken` and `late`: what was in the database already, as the book had not changed. */
  duplicate: number;
  /** Of `failed`: fetched, but lost as the database was away. */
  lost: number;
}

/** What became of one instrument's slots. */
export interface PolledBook extends Readonly<SlotCounts> {
  readonly entry: CatalogueEntry;
  /** Why the last of the failed ones failed; null when none did. */
  readonly lastFailure: Failure | null;
}

/** What a run did. */
export interface PollSummary {
  readonly exchange: string;
  /**
   * - `complete`: a book is in the database for each slot, be it a late one
   * - `partial`: for some
   * - `failed`: for none
   */
  readonly outcome: Outcome;
  /** Whether the run was stopped before its end. */
  readonly interrupted: boolean;
  readonly everyMs: number;
  readonly books: readonly PolledBook[];
  /** Of all books together. */
  readonly total: Readonly<SlotCounts>;
  /** Slots whose lapse could not be recorded, as the database was away to the end. */
  readonly unrecordedSlots: number;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** How a run goes on. */
export interface PollProgress {
  /** Of all books together. */
  readonly total: Readonly<SlotCounts>;
  /** Snapshots that wait for the database. */
  readonly waiting: number;
  /** Why the database is away; null while it answers. */
  readonly away: Failure | null;
}

/** No slots. */
export function noSlots(): SlotCounts {
  return { slots: 0, taken: 0, late: 0, failed: 0, missed: 0, stored: 0, duplicate: 0, lost: 0 };
}

/** What counts amount to. */
export function outcomeOfSlots({ taken, late, failed, missed }: Readonly<SlotCounts>): Outcome {
  if (failed + missed === 0) return 'complete';
  return taken + late > 0 ? 'partial' : 'failed';
}
