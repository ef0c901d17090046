import { StorageError, type StorageErrorDetails } from './storage-error.ts';

/** The tables were made by a newer version of this package. Nothing was changed. */
export class NewerMigrationsError extends StorageError {
  override readonly kind = 'newerMigrations';
  override readonly retryable = false;
  /** The newest migration that the database has. */
  readonly databaseVersion: number;
  /** The newest migration that this package knows. */
  readonly knownVersion: number;

  constructor(
    details: StorageErrorDetails & { readonly databaseVersion: number; readonly knownVersion: number },
  ) {
    super(
      `the database is at migration ${details.databaseVersion}, this version knows ${details.knownVersion} of them; ` +
        'update @marketloom/storage, or use another database',
      details,
    );
    this.databaseVersion = details.databaseVersion;
    this.knownVersion = details.knownVersion;
  }
}
