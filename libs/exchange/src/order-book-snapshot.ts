import type { Big } from 'big.js';
import type { Instrument } from './instrument.ts';

/** One price of one side of a book and what is offered or asked for there. */
export interface OrderBookLevel {
  readonly price: Big;
  /** In the book's `sizeUnit`. */
  readonly size: Big;
}

/** The two sides of a book at one time, as the exchange gave them. */
export interface OrderBookSnapshot {
  readonly instrument: Instrument;
  /** What sizes count: the base asset, or contracts of the instrument's `contractSize`. */
  readonly sizeUnit: 'base' | 'contracts';
  /** Best (highest) first. */
  readonly bids: readonly OrderBookLevel[];
  /** Best (lowest) first. */
  readonly asks: readonly OrderBookLevel[];
  /** How many levels a side were asked for. */
  readonly depth: number;
  /** The exchange's sequence number; null where it gives none. */
  readonly lastUpdateId: bigint | null;
  /** The exchange's time of the book, epoch ms; null where it gives none. */
  readonly exchangeTs: number | null;
  /** When the response had arrived, local clock, epoch ms. */
  readonly retrievedAt: number;
}
