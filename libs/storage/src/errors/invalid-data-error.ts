import { StorageError } from './storage-error.ts';

/** The server refuses a value: not a number, out of range, or against a constraint. */
export class InvalidDataError extends StorageError {
  override readonly kind = 'invalidData';
  override readonly retryable = false;
}
