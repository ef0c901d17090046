import { StorageError } from './storage-error.ts';

/** The server refuses the user or the password. */
export class DatabaseAuthenticationError extends StorageError {
  override readonly kind = 'authentication';
  override readonly retryable = false;
}
