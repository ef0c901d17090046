import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@marketloom/exchange';
import { createTestDatabase, type TestDatabase } from '@marketloom/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DatabaseAddress } from '../connection/database-address.ts';
import { PgConnection } from '../connection/pg-connection.ts';
import { withSession } from '../connection/transaction.ts';
import { MigrationError } from '../errors/migration-error.ts';
import { NewerMigrationsError } from '../errors/newer-migrations-error.ts';
import { StatementError } from '../errors/statement-error.ts';
import { runNode } from '../testing/run-node.ts';
import { migrate, requireMigrated } from './migrate.ts';
import { migrationsFolder } from './migrations-folder.ts';

let database: TestDatabase;
let connection: PgConnection;
let folder: string;

beforeEach(async () => {
  database = await createTestDatabase();
  connection = new PgConnection({ address: DatabaseAddress.parse(database.url) });
  folder = join(await mkdtemp(join(tmpdir(), 'marketloom-[odd] {name}*-')), 'migrations');
  await cp(migrationsFolder(), folder, { recursive: true });
});
afterEach(async () => {
  await connection.close();
  await database.drop();
  await rm(join(folder, '..'), { recursive: true });
});

const run = (): Promise<unknown> =>
  withSession(connection, async (session) => {
    await session.query("SET timezone = 'Asia/Tokyo'");
    return migrate(session, { location: connection.location, logger: silentLogger, folder });
  });
const rowsOf = async (text: string): Promise<Record<string, unknown>[]> =>
  (await connection.query(text)).rows;
const tables = async (): Promise<unknown[]> =>
  (
    await rowsOf("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1")
  ).map((row) => row['table_name']);
const applied = (): Promise<Record<string, unknown>[]> =>
  rowsOf('SELECT version, name, md5, run_at FROM marketloom_migrations ORDER BY version');

describe('migrations', () => {
  test('make every table, once, and note when in UTC', async () => {
    await run();
    expect(await tables()).toEqual(
      expect.arrayContaining([
        'kline_coverage',
        'kline_revisions',
        'klines',
        'order_book_snapshots',
        'symbols',
      ]),
    );
    const first = await applied();
    expect(first.map(({ name }) => name)).toContain('klines');
    const { rows } = await connection.query(
      "SELECT max(now() - run_at) < interval '1 hour' AS recent, min(now() - run_at) > interval '0' AS past FROM marketloom_migrations",
    );
    expect(rows).toEqual([{ recent: true, past: true }]);
    await run();
    expect(await applied()).toEqual(first);
  });

  test('say of every table and column what it means', async () => {
    await run();
    const silent = await rowsOf(`
      SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relname IN ('symbols', 'klines', 'kline_coverage', 'kline_revisions', 'order_book_snapshots',
          'aggregated_klines')
        AND c.relkind IN ('r', 'v') AND a.attnum >= 0 AND NOT a.attisdropped
        AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL)`);
    expect(silent).toEqual([]);
  });

  test('run once when many sessions begin at the same time', async () => {
    const pool = new PgConnection({ address: DatabaseAddress.parse(database.url), poolSize: 12 });
    await Promise.all(
      Array.from({ length: 12 }, () =>
        withSession(pool, (session) => migrate(session, { location: 'there', logger: silentLogger, folder })),
      ),
    );
    await pool.close();
    expect((await applied()).length).toBeGreaterThan(4);
  });

  test('run once when several processes open a new database at the same time', async () => {
    const module = `import { openDatabase } from '@marketloom/storage';
      const database = await openDatabase({ url: ${JSON.stringify(database.url)} });
      await database.close();
      console.log('done');`;
    const processes = Array.from({ length: 4 }, () => runNode(module));
    expect(await Promise.all(processes.map((each) => each.line()))).toEqual(['done', 'done', 'done', 'done']);
    expect((await applied()).length).toBeGreaterThan(4);
  });

  test('are all undone when one of them fails', async () => {
    await writeFile(
      join(folder, '900.do.broken.sql'),
      'CREATE TABLE extra (a integer); SELECT * FROM nothing_here;',
    );
    const error: unknown = await run().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(StatementError);
    expect((error as Error).message).toMatch(/migration 900 \(broken\).*nothing_here/);
    expect(await tables()).toEqual([]);
    await rm(join(folder, '900.do.broken.sql'));
    await run();
    expect(await tables()).toContain('klines');
  });

  test('that were changed after they ran are refused, line endings aside', async () => {
    await run();
    const file = join(folder, '002.do.klines.sql');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll('\n', '\r\n'));
    await run();
    await writeFile(file, `${text}\n-- changed`);
    await expect(run()).rejects.toThrow(MigrationError);
    await expect(run()).rejects.toThrow(/migration 2 .*restore its file/);
  });

  test('of a newer version are refused, and nothing is undone', async () => {
    await writeFile(join(folder, '900.do.later.sql'), 'CREATE TABLE later (a integer)');
    await run();
    await rename(join(folder, '900.do.later.sql'), join(folder, '900.do.later.txt'));
    const known = Number((await applied()).at(-2)?.['version']);
    const error: unknown = await run().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(NewerMigrationsError);
    expect(error).toMatchObject({ databaseVersion: 900, knownVersion: known, retryable: false });
    expect((error as Error).message).toMatch(/update @marketloom\/storage/);
    expect(await tables()).toContain('later');
    const opened = withSession(connection, (session) => requireMigrated(session, 'there'));
    await expect(opened).rejects.toThrow(NewerMigrationsError);
  });

  test('that are missing are told when they may not run', async () => {
    const check = (): Promise<void> =>
      withSession(connection, (session) => requireMigrated(session, 'there'));
    await expect(check()).rejects.toThrow(/at migration 0 of/);
    await run();
    await expect(check()).resolves.toBeUndefined();
  });

  test('stay in the schema that they began in', async () => {
    await connection.query('CREATE SCHEMA market');
    const inSchema = (path: string): Promise<unknown> =>
      withSession(connection, async (session) => {
        await session.query(`SET search_path = ${path}`);
        try {
          return await migrate(session, { location: 'there', logger: silentLogger, folder });
        } finally {
          await session.query('RESET search_path');
        }
      });
    await inSchema('market, public');
    await inSchema('market, public');
    const where = await rowsOf(
      "SELECT schemaname FROM pg_tables WHERE tablename IN ('klines', 'marketloom_migrations')",
    );
    expect(where).toEqual([{ schemaname: 'market' }, { schemaname: 'market' }]);
    await expect(inSchema('nowhere')).rejects.toThrow(/none of the schemas/);
  });
});
