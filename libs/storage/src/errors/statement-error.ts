import { StorageError } from './storage-error.ts';

/** The server refused a statement for a reason that no other class stands for. */
export class StatementError extends StorageError {
  override readonly kind = 'statement';
  override readonly retryable = false;
}
