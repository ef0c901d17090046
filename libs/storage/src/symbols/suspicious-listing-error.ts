import { StorageError, type StorageErrorDetails } from '../errors/storage-error.ts';

/**
 * A listing without any instrument in a market that has some: more likely an exchange's failure than the end of all of
 * them. Nothing was changed.
 */
export class SuspiciousListingError extends StorageError {
  override readonly kind = 'invalidData';
  override readonly retryable = false;
  /** The markets that are empty in the listing. */
  readonly markets: readonly string[];

  constructor(markets: readonly string[], listed: number, details: StorageErrorDetails) {
    super(
      `the listing has no instrument in ${markets.join(', ')}, where ${listed} are listed so far; ` +
        'nothing was changed; ask the exchange again, or leave the market out of the listing',
      details,
    );
    this.markets = markets;
  }
}
