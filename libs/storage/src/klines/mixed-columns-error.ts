import { StorageError, type StorageErrorDetails } from '../errors/storage-error.ts';

/** Some candles of the range have a value in an optional column and some have none: one table cannot say so. */
export class MixedColumnsError extends StorageError {
  override readonly kind = 'invalidData';
  override readonly retryable = false;

  constructor(details: StorageErrorDetails) {
    super(
      'an optional column is there for some candles only, which one table cannot tell; read with rows()',
      details,
    );
  }
}
