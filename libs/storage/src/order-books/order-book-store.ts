import type { OrderBookLevel, OrderBookSnapshot } from '@marketloom/exchange';
import type { OrderBookLapse } from './order-book-lapse.ts';
import type { OrderBookStatus, OrderBookStatusOptions } from './order-book-status.ts';
import type { DiscontinuityRecord, StoredDiscontinuity } from './stored-discontinuity.ts';

/** A book as it is stored. Times are epoch ms. */
export interface StoredOrderBook {
  readonly symbolId: number;
  /** `exchangeTs` where the exchange gives it, else `receivedAt`. */
  readonly retrievedAt: number;
  /** The exchange's time of the book; null where it gives none. */
  readonly exchangeTs: number | null;
  /** When the answer had arrived, by the clock of the machine that asked. */
  readonly receivedAt: number;
  /** The exchange's sequence number; null where it gives none. */
  readonly lastUpdateId: bigint | null;
  /** How many levels a side were asked for. */
  readonly depth: number;
  /** What sizes count: the base asset, or contracts of the instrument's `contractSize`. */
  readonly sizeUnit: OrderBookSnapshot['sizeUnit'];
  /** Best (highest) first. */
  readonly bids: readonly OrderBookLevel[];
  /** Best (lowest) first. */
  readonly asks: readonly OrderBookLevel[];
}

/** A book that is to be stored, of an instrument of the catalogue. */
export interface OrderBookRecord {
  readonly symbolId: number;
  readonly snapshot: OrderBookSnapshot;
}

/** What became of a book that was to be stored. */
export interface StoreOutcome {
  /** False when it was there already. */
  readonly stored: boolean;
}

/** Order books of all instruments, and what is known of those that are not there. */
export interface OrderBookStore {
  /**
   * Stores a book of an instrument of the catalogue. `stored` is false when it is there already: when the newest book of
   * the instrument, or one within an hour of this one, has the same update id; for exchanges without update ids, when
   * there is one of the same time.
   * @throws {InvalidOrderBookError} for a book that can't be one: crossed, unsorted, not positive, empty on both sides
   * @throws {StorageError}
   */
  store(symbolId: number, snapshot: OrderBookSnapshot): Promise<StoreOutcome>;

  /**
   * Stores several books, of one or many instruments, in one transaction: all of them or none. Each fares as if it had
   * been given to {@link store} after those before it.
   * @returns what became of each, in the order of `batch`
   * @throws {InvalidOrderBookError} naming one that can't be a book by its `index`; nothing is stored then
   * @throws {StorageError}
   */
  storeAll(batch: readonly OrderBookRecord[]): Promise<readonly StoreOutcome[]>;

  /** The newest book of an instrument; null when there is none. */
  newest(symbolId: number): Promise<StoredOrderBook | null>;

  /** The book of an instrument as it was known at a time (epoch ms): the newest that is not after it; null for none. */
  at(symbolId: number, time: number): Promise<StoredOrderBook | null>;

  /**
   * Stores which slots were late, failed or missed. Doing it again changes nothing; a run of the same kind from the same
   * slot on that has grown since replaces the shorter one.
   * @throws {StorageError}
   */
  recordLapses(lapses: readonly OrderBookLapse[]): Promise<void>;

  /** The lapses of an instrument whose last slot is not before `since` (epoch ms; all when left out), by slot. */
  lapses(symbolId: number, since?: number): Promise<readonly OrderBookLapse[]>;

  /**
   * Stores discontinuities: when they begin, and again with `resumedAt` when they are over. Doing it again changes
   * nothing, in whatever order they come; one that was not stored when it began is stored whole.
   * @throws {StorageError}
   */
  recordDiscontinuities(records: readonly DiscontinuityRecord[]): Promise<void>;

  /**
   * Marks the open discontinuities of these instruments as abandoned at `now` (epoch ms). For a run that begins: who
   * recorded them is gone, and nobody will say when the book was whole again. Where someone does all the same, another
   * process that records the same instrument, that counts.
   * @returns those that were open
   */
  abandonDiscontinuities(symbolIds: readonly number[], now: number): Promise<readonly StoredDiscontinuity[]>;

  /** The discontinuities of an instrument that began from `since` on (epoch ms; all when left out), or were not over then; by time. */
  discontinuities(symbolId: number, since?: number): Promise<readonly StoredDiscontinuity[]>;

  /**
   * Removes the books that were retrieved before a time (epoch ms), in small transactions; lapses and discontinuities
   * stay. When the signal aborts it ends early.
   * @returns how many were removed
   */
  removeBefore(time: number, signal?: AbortSignal): Promise<number>;

  /**
   * What is recorded of these instruments, each once, in the given order; of all that have anything when left out, by
   * id. With `since` it reads no more than what came after it.
   */
  status(
    symbolIds?: readonly number[],
    options?: OrderBookStatusOptions,
  ): Promise<readonly OrderBookStatus[]>;
}
