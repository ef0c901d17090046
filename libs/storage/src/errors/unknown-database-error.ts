import { StorageError } from './storage-error.ts';

/** The server has no such database. */
export class UnknownDatabaseError extends StorageError {
  override readonly kind = 'unknownDatabase';
  override readonly retryable = false;
}
