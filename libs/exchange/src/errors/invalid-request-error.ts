import { ExchangeError } from './exchange-error.ts';

/** The request cannot be right, by our own check or by the exchange's word. Sending it again does not help. */
export class InvalidRequestError extends ExchangeError {
  override readonly kind = 'invalidRequest';
  override readonly retryable = false;
}
