import { StorageError } from './storage-error.ts';

/** The server does not answer, or the connection broke. */
export class DatabaseUnreachableError extends StorageError {
  override readonly kind = 'unreachable';
  override readonly retryable = true;
}
