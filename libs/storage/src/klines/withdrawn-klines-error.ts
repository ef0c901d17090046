import { printRange, type TimeRange } from '@marketloom/exchange';
import { StorageError, type StorageErrorDetails } from '../errors/storage-error.ts';

/**
 * Candles are stored where the exchange is now said to have none. They are kept, and nothing of the batch was stored:
 * an answer without candles is no ground for deleting some.
 */
export class WithdrawnKlinesError extends StorageError {
  override readonly kind = 'invalidData';
  override readonly retryable = false;
  /** Where candles are stored that are to be none. */
  readonly ranges: readonly TimeRange[];

  constructor(ranges: readonly TimeRange[], details: StorageErrorDetails) {
    super(
      `candles are stored in ${ranges.map(printRange).join(', ')}, which the batch settles as having none; ` +
        'they are kept and nothing of the batch was stored; settle only the ranges around them',
      details,
    );
    this.ranges = ranges;
  }
}
