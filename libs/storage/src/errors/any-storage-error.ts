import type { DatabaseAuthenticationError } from './database-authentication-error.ts';
import type { DatabaseUnreachableError } from './database-unreachable-error.ts';
import type { EmbeddedServerError } from './embedded-server-error.ts';
import type { InsufficientPrivilegeError } from './insufficient-privilege-error.ts';
import type { InvalidDataError } from './invalid-data-error.ts';
import type { InvalidDatabaseAddressError } from './invalid-database-address-error.ts';
import type { MigrationError } from './migration-error.ts';
import type { NewerMigrationsError } from './newer-migrations-error.ts';
import type { ServerResourcesError } from './server-resources-error.ts';
import type { StatementError } from './statement-error.ts';
import type { StorageConflictError } from './storage-conflict-error.ts';
import type { TimescaleError } from './timescale-error.ts';
import type { UnknownDatabaseError } from './unknown-database-error.ts';
import type { UnsupportedServerError } from './unsupported-server-error.ts';
import type { ClaimLostError } from '../klines/claim-lost-error.ts';
import type { InvalidKlineBatchError } from '../klines/invalid-kline-batch-error.ts';
import type { MixedColumnsError } from '../klines/mixed-columns-error.ts';
import type { WithdrawnKlinesError } from '../klines/withdrawn-klines-error.ts';
import type { InvalidOrderBookError } from '../order-books/invalid-order-book-error.ts';
import type { SuspiciousListingError } from '../symbols/suspicious-listing-error.ts';
import { storageErrorMarker } from './storage-error.ts';

/** All errors of storage as a union: `switch (error.kind)` narrows it. */
export type AnyStorageError =
  | ClaimLostError
  | DatabaseAuthenticationError
  | DatabaseUnreachableError
  | EmbeddedServerError
  | InsufficientPrivilegeError
  | InvalidDataError
  | InvalidDatabaseAddressError
  | InvalidKlineBatchError
  | InvalidOrderBookError
  | MigrationError
  | MixedColumnsError
  | NewerMigrationsError
  | ServerResourcesError
  | StatementError
  | StorageConflictError
  | SuspiciousListingError
  | TimescaleError
  | UnknownDatabaseError
  | UnsupportedServerError
  | WithdrawnKlinesError;

/** Whether a value is an error of storage, whichever copy of this package made it. */
export function isStorageError(value: unknown): value is AnyStorageError {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as Record<PropertyKey, unknown>)[storageErrorMarker] === true
  );
}
