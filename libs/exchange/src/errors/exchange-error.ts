/** Marks errors of exchanges, across copies of this package. */
export const exchangeErrorMarker: unique symbol = Symbol.for('@marketloom/exchange/error') as never;

/** What every error of an exchange tells. */
export interface ExchangeErrorDetails {
  /** The exchange's id: `binance`. */
  readonly exchange: string;
  /** What was being done: `fetchKlines BTCUSDT 1m`. */
  readonly operation: string;
  /** How long to wait before trying again, in ms, where the exchange says. */
  readonly retryAfterMs?: number | undefined;
  /** What it came of. */
  readonly cause?: unknown;
}

/** The base of all errors of exchanges. Its message says what failed, where, and what to do. */
export abstract class ExchangeError extends Error {
  /** Tells the kind without `instanceof`, also across copies of this package. */
  abstract readonly kind: ExchangeErrorKind;
  /** Whether the same request may succeed later. */
  abstract readonly retryable: boolean;
  /** The exchange's id: `binance`. */
  readonly exchange: string;
  /** What was being done: `fetchKlines BTCUSDT 1m`. */
  readonly operation: string;
  /** How long to wait before trying again, in ms; null where the exchange does not say. */
  readonly retryAfterMs: number | null;
  readonly [exchangeErrorMarker] = true;

  constructor(message: string, details: ExchangeErrorDetails) {
    super(
      `${details.exchange}: ${details.operation}: ${message}`,
      details.cause === undefined ? {} : { cause: details.cause },
    );
    this.name = new.target.name;
    this.exchange = details.exchange;
    this.operation = details.operation;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}

/** The kinds of {@link ExchangeError}. */
export type ExchangeErrorKind =
  | 'rateLimit'
  | 'ban'
  | 'network'
  | 'timeout'
  | 'maintenance'
  | 'badResponse'
  | 'unknownSymbol'
  | 'unsupportedCapability'
  | 'invalidRequest'
  | 'exchange';
