import type { CallOptions, InstrumentSelector } from './exchange-interface.ts';
import type { Instrument } from './instrument.ts';
import type { OrderBookLevel, OrderBookSnapshot } from './order-book-snapshot.ts';

/** Which books to keep live. */
export interface OrderBookStreamRequest extends CallOptions {
  /** At least one; one that is named twice has one book. */
  readonly symbols: readonly InstrumentSelector[];
  /**
   * How many levels a side a book is to have, where the exchange has them; the exchange's deepest when left out. Where
   * that is all the exchange's snapshots give, a book may fall somewhat below it before it is filled up again.
   */
  readonly depth?: number | undefined;
}

/**
 * A live book, kept up in place. When an event tells of it, it is whole and stands still until its reader waits for
 * something else; who comes back to it later looks at `isWhole` first.
 */
export interface LiveOrderBook {
  readonly instrument: Instrument;
  /** What sizes count: the base asset, or contracts of the instrument's `contractSize`. */
  readonly sizeUnit: OrderBookSnapshot['sizeUnit'];
  /** False while its sequence is broken: then it is not to be believed, and `snapshot` throws. */
  readonly isWhole: boolean;
  /** The exchange's id of the newest update in it. */
  readonly lastUpdateId: bigint;
  /** The exchange's time of the newest update (or snapshot) in it, epoch ms; null where the exchange gives none. */
  readonly exchangeTs: number | null;
  /** When that arrived, local clock, epoch ms. */
  readonly receivedAt: number;
  /** How many updates have been applied since the stream began. */
  readonly updates: number;
  /**
   * How many levels a side are known to be exactly those of the exchange; infinite when all of both sides are. A book
   * begins with a snapshot of limited depth, and what lies deeper is not known.
   */
  readonly knownDepth: number;
  /** The highest bid; null when there is none. */
  readonly bestBid: OrderBookLevel | null;
  /** The lowest ask; null when there is none. */
  readonly bestAsk: OrderBookLevel | null;
  /**
   * An immutable copy of the book as it is now: the best `depth` levels a side, or all that are known when left out. Its
   * own `depth` is no more than `knownDepth`: so many levels are exactly those of the exchange.
   * @throws {BadResponseError} while the book is not whole
   */
  snapshot(depth?: number): OrderBookSnapshot;
}

/**
 * Why a live book was no longer right:
 * - `gap`: updates are missing, came twice where that may not be, or in the wrong order
 * - `disconnected`: the connection ended
 * - `silent`: nothing came for longer than the exchange is ever silent
 * - `invalidMessage`: a message cannot be read
 * - `invalidBook`: an update made the book impossible: crossed, or empty
 * - `staleSnapshot`: the snapshot a book began with turned out not to meet the updates
 */
export type OrderBookDiscontinuityReason =
  | 'gap'
  | 'disconnected'
  | 'silent'
  | 'invalidMessage'
  | 'invalidBook'
  | 'staleSnapshot';

/** A stretch of time in which a book was not known. */
export interface OrderBookDiscontinuity {
  readonly instrument: Instrument;
  readonly reason: OrderBookDiscontinuityReason;
  /** What happened, for a person. */
  readonly message: string;
  /** When it was noticed, local clock, epoch ms. */
  readonly brokenAt: number;
  /** The last update id that was right. */
  readonly lastUpdateId: bigint | null;
  /** The first id of the update that came instead of the next one; null where there is none. */
  readonly nextUpdateId: bigint | null;
}

/** A discontinuity that is over. */
export interface ResumedOrderBook extends OrderBookDiscontinuity {
  /** Local clock, epoch ms. */
  readonly resumedAt: number;
  /** The update id that the book is at again. */
  readonly resumedUpdateId: bigint;
}

/**
 * What a stream of books tells.
 * - `book`: the book is whole and has changed, or is there for the first time or again. Who reads slowly gets one such
 *   event an instrument, with the newest state.
 * - `broken`: the book is not to be believed until `resumed`. Never left out; a book that was not yet whole cannot break.
 *   The book is synchronised again once this event has been taken.
 * - `resumed`: the book is whole again. Never left out.
 */
export type OrderBookStreamEvent =
  | { readonly kind: 'book'; readonly book: LiveOrderBook }
  | { readonly kind: 'broken'; readonly discontinuity: OrderBookDiscontinuity }
  | { readonly kind: 'resumed'; readonly discontinuity: ResumedOrderBook };
