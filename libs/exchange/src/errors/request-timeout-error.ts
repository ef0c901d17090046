import { ExchangeError } from './exchange-error.ts';

/** The exchange did not answer in time, or said that it ran out of time itself. */
export class RequestTimeoutError extends ExchangeError {
  override readonly kind = 'timeout';
  override readonly retryable = true;
}
