import { StorageError, type StorageErrorDetails } from '../errors/storage-error.ts';

/**
 * A batch whose candles and settled ranges do not agree, or that holds a value that is none. Nothing of it was stored.
 */
export class InvalidKlineBatchError extends StorageError {
  override readonly kind = 'invalidData';
  override readonly retryable = false;
  /** The open time of the candle at fault, epoch ms; null when a settled range is. */
  readonly openTime: number | null;

  constructor(message: string, details: StorageErrorDetails & { readonly openTime?: number }) {
    super(`${message}; nothing of the batch was stored`, details);
    this.openTime = details.openTime ?? null;
  }
}
