import { ExchangeError, type ExchangeErrorDetails } from './exchange-error.ts';

/** The exchange refuses everything from this IP address until `bannedUntil`. Nothing may be sent before. */
export class BanError extends ExchangeError {
  override readonly kind = 'ban';
  override readonly retryable = true;
  /** Epoch ms. */
  readonly bannedUntil: number;

  constructor(message: string, details: ExchangeErrorDetails & { readonly bannedUntil: number }) {
    super(message, details);
    this.bannedUntil = details.bannedUntil;
  }
}
