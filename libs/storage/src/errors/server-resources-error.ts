import { StorageError } from './storage-error.ts';

/** The server is out of something: disk, memory, connections. */
export class ServerResourcesError extends StorageError {
  override readonly kind = 'resources';
  override readonly retryable = true;
}
