import { StorageError } from './storage-error.ts';

/** The address of the database cannot be understood. The message does not repeat it: it may hold a password. */
export class InvalidDatabaseAddressError extends StorageError {
  override readonly kind = 'invalidAddress';
  override readonly retryable = false;
}
