import type { Interval } from '@marketloom/exchange';

/** A response that an exchange really gave, and the request it answers. */
export interface RecordedResponse {
  /** Names it in reports. */
  readonly file: string;
  readonly kind: 'symbols' | 'klines' | 'orderbook' | 'error';
  /** The market, in the adapter's words. */
  readonly market: string;
  /** The whole address that was asked. */
  readonly url: string;
  /** The body as it came. */
  readonly text: string;
  /** 200 when left out. */
  readonly status?: number;
  /** Of klines, where the address does not tell it. */
  readonly interval?: Interval;
  /** The exchange's name of the instrument, where the address does not tell it. */
  readonly exchangeSymbol?: string;
}
