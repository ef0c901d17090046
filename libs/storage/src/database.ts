import type { AggregateStore } from './aggregates/aggregate-store.ts';
import type { KlineStore } from './klines/kline-store.ts';
import type { OrderBookStore } from './order-books/order-book-store.ts';
import type { ServerDescription } from './server/server-description.ts';
import type { SymbolStore } from './symbols/symbol-store.ts';

/** An open database: the catalogue of symbols, candles with their ledger and what is made of them, and order books. */
export interface Database extends AsyncDisposable {
  /** The catalogue. */
  readonly symbols: SymbolStore;
  /** Candles and their ledger. */
  readonly klines: KlineStore;
  /** Longer candles, made of the stored minutes. */
  readonly aggregates: AggregateStore;
  /** Snapshots of books, and what is missing of them. */
  readonly orderBooks: OrderBookStore;
  /** What answers at the other end. */
  readonly server: ServerDescription;
  /**
   * Ends all connections; claims that are still held are let go. An embedded server is stopped when nobody else uses
   * it. Calling it again does nothing.
   */
  close(): Promise<void>;
}
