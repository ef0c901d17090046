import type { OrderBookDiscontinuity, ResumedOrderBook } from '@marketloom/exchange';
import type { CatalogueEntry } from '@marketloom/storage';
import type { Failure } from './failure.ts';
import type { StreamedSlots } from './stream-summary.ts';

/** What happens in the course of {@link recordLiveOrderBooks}. */
export type StreamProgress =
  /** All instruments are known; none has a book yet. */
  | { readonly type: 'planned'; readonly books: number; readonly abandonedGaps: number }
  /** Every book is whole for the first time. */
  | { readonly type: 'live'; readonly books: number; readonly elapsedMs: number }
  /** A book is not known any more. */
  | {
      readonly type: 'broken';
      readonly entry: CatalogueEntry;
      readonly discontinuity: OrderBookDiscontinuity;
    }
  /** It is whole again. */
  | { readonly type: 'resumed'; readonly entry: CatalogueEntry; readonly discontinuity: ResumedOrderBook }
  /** How things are, when that has changed: often. */
  | StreamState;

/** How things are. */
export interface StreamState {
  readonly type: 'state';
  /** Books that are whole, broken, and not synchronised yet. */
  readonly live: number;
  readonly broken: number;
  readonly waiting: number;
  /** Of all books together. */
  readonly total: Readonly<StreamedSlots>;
  /** How many gaps there were, and how many updates were applied. */
  readonly gaps: number;
  readonly updates: number;
  /** Snapshots that wait for the database. */
  readonly unwritten: number;
  /** Why the database is away; null while it answers. */
  readonly away: Failure | null;
}
