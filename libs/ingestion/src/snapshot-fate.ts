import type { OrderBookSnapshot } from '@marketloom/exchange';
import type { CatalogueEntry } from '@marketloom/storage';
import type { Failure } from './failure.ts';

/** A snapshot that is to be stored. */
export interface SnapshotToStore {
  readonly entry: CatalogueEntry;
  readonly snapshot: OrderBookSnapshot;
  /** The slot of the schedule that it was taken for, epoch ms. */
  readonly slotAt: number;
}

/** What became of a snapshot. Of one that is `stored` or `duplicate` the transaction was committed. */
export type SnapshotFate =
  | { readonly kind: 'stored' }
  /** It was there already: the book had not changed. */
  | { readonly kind: 'duplicate' }
  /** It cannot be a book (crossed, unsorted …): the database does not take it. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** The database was away for longer than there was room to wait, or until the end. */
  | { readonly kind: 'lost'; readonly failure: Failure };
