import { StorageError } from './storage-error.ts';

/** Another session was in the way: a deadlock, a serialization failure, a lock that was not given. */
export class StorageConflictError extends StorageError {
  override readonly kind = 'conflict';
  override readonly retryable = true;
}
