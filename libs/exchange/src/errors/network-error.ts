import { ExchangeError } from './exchange-error.ts';

/** The exchange could not be reached, or the connection broke. */
export class NetworkError extends ExchangeError {
  override readonly kind = 'network';
  override readonly retryable = true;
}
