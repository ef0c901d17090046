import { StorageError } from './storage-error.ts';

/** The user may not do this. The message says which right is missing. */
export class InsufficientPrivilegeError extends StorageError {
  override readonly kind = 'insufficientPrivilege';
  override readonly retryable = false;
}
