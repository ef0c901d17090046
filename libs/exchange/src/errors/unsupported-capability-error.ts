import { ExchangeError } from './exchange-error.ts';

/** The exchange, or this market of it, cannot do what was asked: an interval, a depth, a market. */
export class UnsupportedCapabilityError extends ExchangeError {
  override readonly kind = 'unsupportedCapability';
  override readonly retryable = false;
}
