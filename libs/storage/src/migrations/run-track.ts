import type Postgrator from 'postgrator';
import type { Session } from '../connection/connection.ts';
import { MigrationError } from '../errors/migration-error.ts';
import { NewerMigrationsError } from '../errors/newer-migrations-error.ts';
import { toStorageError } from '../errors/to-storage-error.ts';
import type { MigrationTrack } from './migrations-folder.ts';
import { appliedMigrations, isUpToDate, migrationFiles, newestVersion } from './track-state.ts';

/**
 * Brings one track up to date, inside the transaction that `session` is in. What was applied before is checked against
 * its file.
 * @returns the names of the migrations that were applied now
 * @throws {NewerMigrationsError} when the database is ahead of the files
 * @throws {MigrationError} when an applied file was changed since
 */
export async function runTrack(
  session: Session,
  track: MigrationTrack,
  operation: string,
): Promise<string[]> {
  const schema = await schemaOf(session, track.table);
  if (schema !== null && isUpToDate(migrationFiles(track), await appliedMigrations(session, track)))
    return [];
  let current = operation;
  // Loaded and asked, with a dozen statements a track, only where there is something to apply, or to refuse.
  const { default: Migrator } = await import('postgrator');
  const postgrator = new Migrator({
    driver: 'pg',
    schemaTable: `${schema ?? (await makeTrackTable(session, track.table, operation))}.${track.table}`,
    migrationPattern: `${escapeGlob(track.folder)}/*.sql`,
    newline: 'LF',
    execQuery: (query) => session.query(query),
  });
  postgrator.on('migration-started', ({ version, name }) => {
    current = `${operation}: migration ${version} (${name})`;
  });
  try {
    await refuseNewer(postgrator, operation);
    const applied = await postgrator.migrate();
    return applied.map(({ name }) => name);
  } catch (error) {
    throw describeFailure(error, current);
  }
}

/** The versions of a track: what the database has, and the newest that there is. */
export async function trackVersions(
  session: Session,
  track: MigrationTrack,
): Promise<{ readonly database: number; readonly known: number }> {
  const isThere = (await schemaOf(session, track.table)) !== null;
  return {
    database: isThere ? newestVersion(await appliedMigrations(session, track)) : 0,
    known: newestVersion(migrationFiles(track)),
  };
}

async function refuseNewer(postgrator: Postgrator, operation: string): Promise<void> {
  const knownVersion = await postgrator.getMaxVersion();
  const databaseVersion = await postgrator.getDatabaseVersion();
  if (databaseVersion > knownVersion)
    throw new NewerMigrationsError({ operation, databaseVersion, knownVersion });
}

/** Makes the table that notes what was applied, and gives its schema. */
async function makeTrackTable(session: Session, table: string, operation: string): Promise<string> {
  const { rows } = await session.query<{ schema: string | null }>('SELECT current_schema() AS schema');
  const schema = rows[0]?.schema ?? null;
  if (schema === null) {
    throw new MigrationError("none of the schemas in the user's search_path exists; create one of them", {
      operation,
    });
  }
  await session.query(`
    CREATE TABLE "${schema}".${table} (version bigint PRIMARY KEY, name text, md5 text, run_at timestamptz);
    COMMENT ON TABLE "${schema}".${table} IS 'Which numbered migrations were applied, with the checksums of their files.'`);
  return schema;
}

async function schemaOf(session: Session, table: string): Promise<string | null> {
  const { rows } = await session.query<{ schema: string }>(
    `SELECT n.nspname AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.oid = to_regclass($1)`,
    [table],
  );
  return rows[0]?.schema ?? null;
}

function describeFailure(error: unknown, operation: string): unknown {
  const checksum =
    error instanceof Error && /^MD5 checksum failed for migration \[(\d+)\]/.exec(error.message);
  if (!checksum) return toStorageError(error, operation);
  return new MigrationError(
    `migration ${checksum[1]} is not what was applied to this database; restore its file, and put changes into a new one`,
    { operation, cause: error },
  );
}

/** Folders are taken by their name, whatever characters it has. */
function escapeGlob(folder: string): string {
  return folder.replaceAll('\\', '/').replaceAll(/[?*()[\]{}!+@]/g, '[$&]');
}
