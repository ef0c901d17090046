import type { ExchangeErrorKind, Interval } from '@marketloom/exchange';

/** A response that an exchange really gave, and the request it answers. */
export interface RecordedResponse {
  /** Names it in reports. */
  readonly file: string;
  readonly kind: 'symbols' | 'klines' | 'orderbook' | 'error';
  /** The market, in the adapter's words. */
  readonly market: string;
  /** The whole address that was asked: it tells a listing from the row of one instrument. */
  readonly url: string;
  /** What was sent by POST, parsed from JSON; nothing where it was a GET. */
  readonly asked?: unknown;
  /** The body as it came. */
  readonly text: string;
  /** 200 when left out; 400 of errors. */
  readonly status?: number;
  /** Of errors, what must be told of it; any but a `badResponse`, which nobody understood, when left out. */
  readonly errorKind?: ExchangeErrorKind;
  /** Of klines, where the address does not tell it. */
  readonly interval?: Interval;
  /** The exchange's name of the instrument, where the address does not tell it. */
  readonly exchangeSymbol?: string;
}
