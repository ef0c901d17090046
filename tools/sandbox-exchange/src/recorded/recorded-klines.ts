import type { Market } from '../market.ts';

/** Recorded candles to serve in place of made-up ones. */
export interface RecordedKlines {
  readonly market: Market;
  readonly symbol: string;
  /**
   * A CSV file: the 12 columns of Binance's archive, with or without a header line, or
   * `timestamp,open,high,low,close,volume`.
   */
  readonly csv: string;
  /** The candles' length; found from their spacing when left out. */
  readonly interval?: string;
}

/** A file of recorded candles cannot be used. The message names the file, and the line where there is one. */
export class RecordedKlinesError extends Error {
  override readonly name = 'RecordedKlinesError';
}
