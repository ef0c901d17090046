import { ExchangeError, type ExchangeErrorDetails } from './exchange-error.ts';

/** The exchange refused with a code that no other class stands for. */
export class ExchangeRefusalError extends ExchangeError {
  override readonly kind = 'exchange';
  override readonly retryable = false;
  /** The exchange's own code. */
  readonly code: string;

  constructor(message: string, details: ExchangeErrorDetails & { readonly code: string }) {
    super(`${message} (code ${details.code})`, details);
    this.code = details.code;
  }
}
