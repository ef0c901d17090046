import { StorageError } from './storage-error.ts';

/** The embedded server cannot be set up, started or stopped. The message says why and what to do. */
export class EmbeddedServerError extends StorageError {
  override readonly kind = 'embeddedServer';
  override readonly retryable = false;
}
