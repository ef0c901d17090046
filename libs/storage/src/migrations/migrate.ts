import type { Logger } from '@marketloom/exchange';
import type { Session } from '../connection/connection.ts';
import { inTransaction } from '../connection/transaction.ts';
import { MigrationError } from '../errors/migration-error.ts';
import { NewerMigrationsError } from '../errors/newer-migrations-error.ts';
import { withStorageErrors } from '../errors/to-storage-error.ts';
import type { TimescaleMode } from '../timescale/timescale-mode.ts';
import { useTimescale } from '../timescale/use-timescale.ts';
import { useLz4 } from './array-compression.ts';
import { migrationsFolder, plainTrack } from './migrations-folder.ts';
import { runTrack, trackVersions } from './run-track.ts';

/** How to bring a database up to date. */
export interface MigrateOptions {
  /** Where it is, for errors, without the password. */
  readonly location: string;
  readonly logger: Logger;
  /** From which age on, in days, TimescaleDB compresses; null for never; undefined for as it is, at first 30. */
  readonly compressAfterDays?: number | null | undefined;
  /** From which age on, in days, TimescaleDB drops order books; null for never; undefined for as it is, at first never. */
  readonly keepBooksDays?: number | null | undefined;
  /** The folder of the migrations; this package's own when left out. */
  readonly folder?: string;
}

/**
 * Brings the tables up to date: all of it or nothing, in one transaction, one process at a time.
 * @returns what the database has of TimescaleDB then
 * @throws {NewerMigrationsError} when the tables were made by a newer version
 * @throws {StorageError} when the server refuses
 */
export async function migrate(session: Session, options: MigrateOptions): Promise<TimescaleMode> {
  const { logger, compressAfterDays, keepBooksDays, folder: root = migrationsFolder() } = options;
  const operation = `migrate ${options.location}`;
  return withStorageErrors(operation, () =>
    inTransaction(session, async () => {
      // Whatever statements may take elsewhere: moving rows, or waiting for another process that does, takes long.
      await session.query('SET LOCAL statement_timeout = 0');
      await session.query("SELECT pg_advisory_xact_lock(hashtextextended('marketloom migrations', 0))");
      // Times of migrations are noted as text without a zone.
      await session.query("SET LOCAL timezone = 'UTC'");
      const applied = await runTrack(session, plainTrack(root), operation);
      if (applied.length > 0) logger.info('the tables were brought up to date', { migrations: applied });
      await useLz4(session);
      return useTimescale(session, { operation, logger, compressAfterDays, keepBooksDays, root });
    }),
  );
}

/**
 * Makes sure that the tables are as this version wants them, without changing anything.
 * @throws {NewerMigrationsError} when they were made by a newer version
 * @throws {MigrationError} when migrations are missing
 */
export async function requireMigrated(session: Session, location: string): Promise<void> {
  const operation = `open ${location}`;
  await withStorageErrors(operation, async () => {
    const { database, known } = await trackVersions(session, plainTrack());
    if (database > known)
      throw new NewerMigrationsError({ operation, databaseVersion: database, knownVersion: known });
    if (database < known) {
      throw new MigrationError(
        `the database is at migration ${database} of ${known}; open it once with migrations allowed`,
        { operation },
      );
    }
  });
}
