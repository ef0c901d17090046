import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@marketloom/testing';
import { expect, test } from 'vitest';
import { DatabaseAddress } from '../connection/database-address.ts';
import { PgConnection } from '../connection/pg-connection.ts';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { migrationsFolder, plainTrack } from './migrations-folder.ts';
import { runTrack, trackVersions } from './run-track.ts';
import { appliedMigrations, isUpToDate, migrationFiles, newestVersion } from './track-state.ts';

test('a track is up to date as long as its files are those that were applied', async () => {
  const database = await createTestDatabase();
  const connection = new PgConnection({ address: DatabaseAddress.parse(database.url) });
  const folder = await mkdtemp(join(tmpdir(), 'marketloom-track-'));
  await cp(migrationsFolder(), folder, { recursive: true });
  const track = plainTrack(folder);
  await withSession(connection, async (session) => {
    await inTransaction(session, () => runTrack(session, track, 'there'));
    const applied = await appliedMigrations(session, track);
    const isCurrent = (): boolean => isUpToDate(migrationFiles(track), applied);
    expect(isCurrent()).toBe(true);
    const newest = newestVersion(applied);
    expect(await trackVersions(session, track)).toEqual({ database: newest, known: newest });

    const file = join(folder, '001.do.symbols.sql');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll('\n', '\r\n'));
    expect(isCurrent()).toBe(true);
    await writeFile(file, `${text} `);
    expect(isCurrent()).toBe(false);
    await rm(file);
    expect(isCurrent()).toBe(false);
    await writeFile(file, text);
    for (const name of ['900.do.later.sql', '900.do.sql']) {
      await writeFile(join(folder, name), 'SELECT 1');
      expect(isCurrent()).toBe(false);
      await rm(join(folder, name));
    }
    expect(isUpToDate(migrationFiles(track), [...applied, { version: 900, md5: null }])).toBe(false);
  });
  await connection.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

test('a database that is up to date is asked little', async () => {
  const database = await createTestDatabase();
  const connection = new PgConnection({ address: DatabaseAddress.parse(database.url) });
  await withSession(connection, async (session) => {
    await inTransaction(session, () => runTrack(session, plainTrack(), 'there'));
    const asked: string[] = [];
    const listening = {
      query: (text: string, values?: unknown[]) => {
        asked.push(text);
        return session.query(text, values);
      },
      release: () => undefined,
    } as typeof session;
    expect(await runTrack(listening, plainTrack(), 'there')).toEqual([]);
    expect(asked).toHaveLength(2);
  });
  await connection.close();
  await database.drop();
});
