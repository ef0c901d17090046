import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The tracks of migrations, by the folder that each is in. */
export interface MigrationTrack {
  readonly folder: string;
  /** The table that notes what was applied. */
  readonly table: string;
}

/**
 * The folder of the numbered SQL files: the repository's when run from its source, else the one packed with this
 * package.
 * @param module the folder of the running module: `<package>/src/migrations` or `<package>/dist/migrations`
 */
export function migrationsFolder(module: string = import.meta.dirname): string {
  const packageFolder = dirname(dirname(module));
  const packed = join(packageFolder, 'migrations');
  const ofRepository = join(packageFolder, '..', '..', 'migrations');
  const fromSource = basename(dirname(module)) === 'src';
  const candidates = fromSource ? [ofRepository, packed] : [packed, ofRepository];
  const found = candidates.find((folder) => existsSync(join(folder, '001.do.symbols.sql')));
  if (found === undefined) {
    throw new Error(
      `@marketloom/storage was installed without its migrations (looked in ${candidates.join(' and ')})`,
    );
  }
  return found;
}

/** Tables that every server gets. */
export function plainTrack(root: string = migrationsFolder()): MigrationTrack {
  return { folder: root, table: 'marketloom_migrations' };
}

/** What needs TimescaleDB under either licence. */
export function hypertableTrack(root: string = migrationsFolder()): MigrationTrack {
  return { folder: join(root, 'timescaledb'), table: 'marketloom_timescaledb_migrations' };
}

/** Compression, which needs TimescaleDB under the Timescale licence. */
export function compressionTrack(root: string = migrationsFolder()): MigrationTrack {
  return {
    folder: join(root, 'timescaledb-compression'),
    table: 'marketloom_timescaledb_compression_migrations',
  };
}

/** Continuous aggregates, which need the Timescale licence too. */
export function aggregatesTrack(root: string = migrationsFolder()): MigrationTrack {
  return {
    folder: join(root, 'timescaledb-aggregates'),
    table: 'marketloom_timescaledb_aggregates_migrations',
  };
}
