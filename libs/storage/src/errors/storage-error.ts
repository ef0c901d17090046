/** Marks errors of storage, across copies of this package. */
export const storageErrorMarker: unique symbol = Symbol.for('@marketloom/storage/error') as never;

/** The kinds of {@link StorageError}. */
export type StorageErrorKind =
  | 'unreachable'
  | 'authentication'
  | 'unknownDatabase'
  | 'unsupportedServer'
  | 'insufficientPrivilege'
  | 'invalidAddress'
  | 'migration'
  | 'newerMigrations'
  | 'timescale'
  | 'conflict'
  | 'invalidData'
  | 'resources'
  | 'embeddedServer'
  | 'statement';

/** What every error of storage tells. */
export interface StorageErrorDetails {
  /** What was being done: `connect to localhost:5432/marketloom`. */
  readonly operation: string;
  /** What it came of. */
  readonly cause?: unknown;
}

/** The base of all errors of storage. Its message says what failed, where, and what to do; never a password. */
export abstract class StorageError extends Error {
  /** Tells the kind without `instanceof`, also across copies of this package. */
  abstract readonly kind: StorageErrorKind;
  /** Whether the same operation may succeed later, with nothing changed by us. */
  abstract readonly retryable: boolean;
  /** What was being done: `connect to localhost:5432/marketloom`. */
  readonly operation: string;
  readonly [storageErrorMarker] = true;

  constructor(message: string, details: StorageErrorDetails) {
    super(`${details.operation}: ${message}`, details.cause === undefined ? {} : { cause: details.cause });
    this.name = new.target.name;
    this.operation = details.operation;
  }
}
