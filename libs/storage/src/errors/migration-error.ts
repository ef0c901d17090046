import { StorageError } from './storage-error.ts';

/** The tables could not be brought up to date; nothing was changed. */
export class MigrationError extends StorageError {
  override readonly kind = 'migration';
  override readonly retryable = false;
}
