import type { OrderBookLevel, OrderBookSnapshot } from '@marketloom/exchange';

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

/** Order books of all instruments. */
export interface OrderBookStore {
  /**
   * Stores a book of an instrument of the catalogue. `stored` is false when it is there already: when the newest book of
   * the instrument, or one within an hour of this one, has the same update id; for exchanges without update ids, when
   * there is one of the same time.
   * @throws {InvalidDataError} for a book that can't be one: crossed, unsorted, not positive, empty on both sides
   * @throws {StorageError}
   */
  store(symbolId: number, snapshot: OrderBookSnapshot): Promise<{ readonly stored: boolean }>;

  /** The newest book of an instrument; null when there is none. */
  newest(symbolId: number): Promise<StoredOrderBook | null>;
}
