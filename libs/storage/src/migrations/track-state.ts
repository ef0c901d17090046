import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '../connection/connection.ts';
import type { MigrationTrack } from './migrations-folder.ts';

/** A migration, by its number and the checksum of its text, as a file has it or the database notes it. */
export interface Migration {
  readonly version: number;
  /** MD5 in hexadecimal digits, with line endings as `\n`. */
  readonly md5: string | null;
}

/** The migrations that a track has as files, in no order. */
export function migrationFiles(track: MigrationTrack): Migration[] {
  return readdirSync(track.folder)
    .map((file) => ({ file, version: Number(/^(\d+)\.do\.(?:.*\.)?sql$/.exec(file)?.[1]) }))
    .filter(({ version }) => !Number.isNaN(version))
    .map(({ file, version }) => ({ version, md5: checksum(join(track.folder, file)) }));
}

/** The migrations of a track that a database notes as applied; its table must be there. */
export async function appliedMigrations(session: Session, track: MigrationTrack): Promise<Migration[]> {
  const { rows } = await session.query<{ version: string; md5: string | null }>(
    `SELECT version, md5 FROM ${track.table}`,
  );
  return rows.map(({ version, md5 }) => ({ version: Number(version), md5 }));
}

/** Whether a database notes exactly the migrations that there are as files, checksums and all. */
export function isUpToDate(files: readonly Migration[], applied: readonly Migration[]): boolean {
  const noted = new Map(applied.map(({ version, md5 }) => [version, md5]));
  return files.length === noted.size && files.every(({ version, md5 }) => noted.get(version) === md5);
}

/** The newest version among them; 0 when there is none. */
export function newestVersion(migrations: readonly Migration[]): number {
  return Math.max(0, ...migrations.map(({ version }) => version));
}

function checksum(path: string): string {
  const text = readFileSync(path, 'utf8').replaceAll(/\r\n|\r/g, '\n');
  return createHash('md5').update(text, 'utf8').digest('hex');
}
