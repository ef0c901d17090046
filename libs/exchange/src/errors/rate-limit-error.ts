import { ExchangeError } from './exchange-error.ts';

/** The exchange asked for fewer requests (429). `retryAfterMs` says how long to wait, where it is known. */
export class RateLimitError extends ExchangeError {
  override readonly kind = 'rateLimit';
  override readonly retryable = true;
}
