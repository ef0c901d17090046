import { StorageError } from './storage-error.ts';

/** The server is too old, or not PostgreSQL. */
export class UnsupportedServerError extends StorageError {
  override readonly kind = 'unsupportedServer';
  override readonly retryable = false;
}
