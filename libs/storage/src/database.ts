import type { AggregateStore } from './aggregates/aggregate-store.ts';
import type { KlineStore } from './klines/kline-store.ts';
import type { OrderBookStore } from './order-books/order-book-store.ts';
import type { ServerDescription } from './server/server-description.ts';
import type { SymbolStore } from './symbols/symbol-store.ts';

/** An open database: the catalogue of symbols, candles with their ledger and what is made of them, and order books. */
export interface Database extends AsyncDisposable {
  readonly symbols: SymbolStore;
  readonly klines: KlineStore;
  readonly aggregates: AggregateStore;
  readonly orderBooks: OrderBookStore;
  readonly server: ServerDescription;
  /**
   * Ends all connections; claims that are still held are let go. An embedded server is stopped when nobody else uses
   * it. Calling it again does nothing.
   */
  close(): Promise<void>;
}
