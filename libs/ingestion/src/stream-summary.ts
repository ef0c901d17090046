import type { OrderBookDiscontinuity } from '@marketloom/exchange';
import type { CatalogueEntry } from '@marketloom/storage';
import type { Failure } from './failure.ts';
import type { Outcome } from './ingest-summary.ts';

/** What became of slots: once the run has ended, `slots` is the sum of the others but `late`. */
export interface StreamedSlots {
  /** Those that have come. */
  slots: number;
  /** A row was written. */
  stored: number;
  /** The book was still the one that is stored: nothing was written. */
  duplicate: number;
  /** Of these: taken later than the tolerance allows. The book is the one of that time. */
  late: number;
  /** It was no book that the database takes. */
  refused: number;
  /** Taken, and lost as the database was away for longer than there was room to wait. */
  lost: number;
  /** The book was broken, or nobody came to it. */
  missed: number;
}

/** What became of one instrument's book. */
export interface StreamedBookSummary extends Readonly<StreamedSlots> {
  readonly entry: CatalogueEntry;
  /** How many of the exchange's updates were applied. */
  readonly updates: number;
  /** How often its sequence was broken. */
  readonly gaps: number;
  /** How long it was broken altogether, ms, and the longest time. */
  readonly gapMs: number;
  readonly longestGapMs: number;
  /** The one that was not over at the end; null when there was none. */
  readonly openGap: OrderBookDiscontinuity | null;
  /** Whether it was ever whole. */
  readonly wasWhole: boolean;
  /** Why the last slot without a book has none; null when there is a book for each. */
  readonly lastFailure: Failure | null;
}

/** What a run did. */
export interface StreamSummary {
  readonly exchange: string;
  /**
   * - `complete`: a book is in the database for each slot, and all gaps are recorded
   * - `partial`: for some
   * - `failed`: for none
   */
  readonly outcome: Outcome;
  /** Whether the run was stopped before its end. */
  readonly interrupted: boolean;
  /** What ended the run before its time, such as a refusal of the exchange; null when nothing did. */
  readonly failure: Failure | null;
  readonly everyMs: number;
  readonly books: readonly StreamedBookSummary[];
  /** Of all books together. */
  readonly total: Readonly<StreamedSlots>;
  /** Gaps that an earlier run left open: they are marked as abandoned. */
  readonly abandonedGaps: number;
  /** Slots without a book, and gaps, that could not be recorded as the database was away to the end. */
  readonly unrecordedSlots: number;
  readonly unrecordedGaps: number;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** No slots. */
export function noStreamedSlots(): StreamedSlots {
  return { slots: 0, stored: 0, duplicate: 0, late: 0, refused: 0, lost: 0, missed: 0 };
}

/** The sum of what became of several books' slots. */
export function sumStreamedSlots(all: readonly Readonly<StreamedSlots>[]): StreamedSlots {
  const total = noStreamedSlots();
  for (const one of all) {
    for (const key of Object.keys(total) as (keyof StreamedSlots)[]) total[key] += one[key];
  }
  return total;
}

/** What a run amounts to. */
export function outcomeOfStream(
  summary: Pick<StreamSummary, 'failure' | 'books' | 'total' | 'unrecordedSlots' | 'unrecordedGaps'>,
): Outcome {
  const { failure, books, total, unrecordedSlots, unrecordedGaps } = summary;
  const isStored = total.refused + total.lost + total.missed === 0 && books.every(({ wasWhole }) => wasWhole);
  if (isStored && failure === null && unrecordedSlots + unrecordedGaps === 0) return 'complete';
  return total.stored + total.duplicate > 0 ? 'partial' : 'failed';
}
