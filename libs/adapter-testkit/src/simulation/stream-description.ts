import type { SimulatedBook } from './description.ts';

/** What changed in a book of a simulated exchange since its last message, and the book as it is then. */
export interface SimulatedBookChange {
  readonly exchangeSymbol: string;
  /** Prices with their new sizes; a size of `0` takes the price away. */
  readonly bids: readonly (readonly [price: string, size: string])[];
  readonly asks: readonly (readonly [price: string, size: string])[];
  /** The first and the last update in it. They are whole numbers that a float holds exactly. */
  readonly firstUpdateId: string;
  readonly lastUpdateId: string;
  /** The last update of the message before. */
  readonly previousUpdateId: string;
  /** Epoch ms. */
  readonly time: number;
  readonly book: SimulatedBook;
}

/** What a message of a client does. Books are named as the exchange names their instruments. */
export interface StreamRequest {
  /** The books that are sent from now on. */
  readonly subscribed?: readonly string[];
  /** The books that are not sent any more. */
  readonly unsubscribed?: readonly string[];
  /** What is answered to it, before anything else. */
  readonly replies?: readonly unknown[];
}

/**
 * How a simulated exchange sends what changes in its books, over sockets. What it sends is JSON, or text as it is. Where it
 * sends no whole book, the book is asked for as ever, and the answer is of the same book.
 */
export interface SimulatedStreams {
  /** The path of the connections that it takes, behind the root address: `/stream`. */
  readonly path: string;
  /** What a connection is sent by its address; nothing when left out. */
  readonly opened?: (url: URL) => StreamRequest;
  /** What a message of a client does; nothing when left out. */
  readonly received?: (text: string) => StreamRequest;
  /** The message with a whole book, which begins each subscription; there is none when left out. */
  readonly snapshot?: (book: SimulatedBook) => unknown;
  /** The message that tells what changed. */
  readonly update: (change: SimulatedBookChange) => unknown;
}
