import type { CallOptions, Instrument, Interval, KlineTable, TimeRange } from '@marketloom/exchange';
import type { KlineWindow } from './kline-window.ts';

/** Whose candles to ask for. */
export interface KlineSeries extends CallOptions {
  /** The exchange's id, for errors. */
  readonly exchange: string;
  readonly instrument: Instrument;
  readonly interval: Interval;
  /** What is being done, for errors. */
  readonly operation: string;
}

/** The answer to one window: whole and valid. */
export interface KlineAnswer {
  /** Every candle that the exchange gave of the window, ascending. */
  readonly klines: KlineTable;
  /** How many of them, from the first on, had closed when the exchange answered. */
  readonly closed: number;
  /** Of what opens from here on, epoch ms, the answer tells nothing; of the whole window where it is left out. */
  readonly until?: number | undefined;
}

/** Where the candles of one instrument come from, a window at a time. */
export interface KlineSource {
  /** The intervals that can be asked for, ascending. */
  readonly intervals: readonly Interval[];
  /** No candle opens before this time, epoch ms. */
  readonly opened: number;
  /** Of a range with more candles than were asked for: the first are answered, and not others. */
  readonly answersFirst: boolean;
  /** When candles longer than the shortest begin, epoch ms, where shorter ones go back further. */
  readonly longerSince?: number | undefined;
  /**
   * Whether candles that are missing at the end of a window are taken for candles that there are not: where intervals
   * without a trade are left out, most windows end so.
   */
  readonly believesShortAnswers: boolean;
  /** The first open time that can be asked for; null where there is no such limit. */
  oldest(interval: Interval): number | null;
  /** The open time of the candle that is still open, where it is not shown; null where it is. */
  unseen(interval: Interval): number | null;
  /** The window that begins at `start`, an open time, and ends by `end`. */
  nextWindow(interval: Interval, start: number, end: number): KlineWindow;
  /** @throws {ExchangeError} */
  fetch(series: KlineSeries, window: KlineWindow): Promise<KlineAnswer>;
}

/** From where on it is worth asking again inside a range: its first candle; null when no candle opens in it. */
export type FindNext = (source: KlineSource, series: KlineSeries, range: TimeRange) => Promise<number | null>;
