import { StorageError } from './storage-error.ts';

/** The database was laid out by TimescaleDB, which the server does not offer in a usable way. */
export class TimescaleError extends StorageError {
  override readonly kind = 'timescale';
  override readonly retryable = false;
}
