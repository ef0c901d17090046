import type { OrderBookDiscontinuity, ResumedOrderBook } from '@marketloom/exchange';

/** A discontinuity that is to be stored: one that is open, or one that is over. */
export interface DiscontinuityRecord {
  readonly symbolId: number;
  readonly discontinuity: OrderBookDiscontinuity | ResumedOrderBook;
}

/** A stretch of time in which a book was not known, as it is stored. Times are epoch ms, by the recorder's clock. */
export interface StoredDiscontinuity {
  readonly symbolId: number;
  /** An `OrderBookDiscontinuityReason`, or one that a later version knows. */
  readonly reason: string;
  readonly message: string;
  /** When it was noticed. */
  readonly brokenAt: number;
  readonly lastUpdateId: bigint | null;
  readonly nextUpdateId: bigint | null;
  /** When the book was whole again; null while it is not, and where nobody knows. */
  readonly resumedAt: number | null;
  readonly resumedUpdateId: bigint | null;
  /** When a later run found it open, its recorder gone; null for one that is open or over. */
  readonly abandonedAt: number | null;
}
