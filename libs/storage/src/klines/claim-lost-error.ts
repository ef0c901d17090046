import { StorageError, type StorageErrorDetails } from '../errors/storage-error.ts';

/**
 * The claim of a series is gone: it was released, or the connection that held it broke, so that another may own the
 * series by now. What was committed stays; claim it again and ask what is missing.
 */
export class ClaimLostError extends StorageError {
  override readonly kind = 'conflict';
  override readonly retryable = true;

  /** @param why `the connection that held the claim broke` */
  constructor(why: string, details: StorageErrorDetails) {
    super(`${why}, so another may own the series by now; claim it again`, details);
  }
}
