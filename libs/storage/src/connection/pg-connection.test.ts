import { createTestDatabase, type TestDatabase } from '@marketloom/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { DatabaseUnreachableError } from '../errors/database-unreachable-error.ts';
import { DatabaseAddress } from './database-address.ts';
import { PgConnection } from './pg-connection.ts';
import { inTransaction, withSession } from './transaction.ts';

let database: TestDatabase;
let connection: PgConnection;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  connection = new PgConnection({ address: DatabaseAddress.parse(database.url), applicationName: 'a test' });
});
afterEach(() => connection.close());

test('values come exact, whatever the database makes of dates', async () => {
  const name = new URL(database.url).pathname.slice(1);
  await connection.query(`ALTER DATABASE ${name} SET datestyle = 'SQL, DMY'`);
  await connection.query(`ALTER DATABASE ${name} SET timezone = 'America/New_York'`);
  const other = new PgConnection({ address: DatabaseAddress.parse(database.url) });
  const { rows } = await other.query(`SELECT timestamptz '2024-03-02 01:02:03.456Z' AS time, 1.50 AS decimal,
    9007199254740993 AS big, ARRAY[0.10, 123456789012345678.90] AS decimals, current_setting('timezone') AS zone`);
  await other.close();
  expect(rows).toEqual([
    {
      time: new Date('2024-03-02T01:02:03.456Z'),
      decimal: '1.50',
      big: '9007199254740993',
      decimals: ['0.10', '123456789012345678.90'],
      zone: 'UTC',
    },
  ]);
});

test('one who waits for a session that others use waits as long as it takes', async () => {
  const pool = new PgConnection({ address: DatabaseAddress.parse(database.url), poolSize: 2 });
  const lent = [await pool.connect(), await pool.connect()];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const waiting = Array.from({ length: 3 }, () => pool.query('SELECT 1 AS one'));
    const settled = Promise.allSettled(waiting);
    await vi.advanceTimersByTimeAsync(3_600_000);
    for (const session of lent) session.release();
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  } finally {
    vi.useRealTimers();
    await pool.close();
  }
});

test('those who wait for a session are refused when all is closed', async () => {
  const pool = new PgConnection({ address: DatabaseAddress.parse(database.url), poolSize: 2 });
  await Promise.all([pool.connect(), pool.connect()]);
  const waiting = Promise.allSettled([pool.connect(), pool.query('SELECT 1'), pool.connect()]);
  await pool.close();
  for (const outcome of await waiting) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { kind: 'unreachable' } });
  }
});

test('a server that does not take us leaves room for others', async () => {
  const nowhere = new URL(database.url);
  nowhere.pathname = '/no_such_database';
  const pool = new PgConnection({ address: DatabaseAddress.parse(nowhere.href), poolSize: 2 });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await expect(pool.connect()).rejects.toMatchObject({ kind: 'unknownDatabase' });
  }
  await pool.close();
});

test('a transaction sees what others have committed meanwhile, whatever the default of the server', async () => {
  await connection.query('CREATE TABLE counted (number integer)');
  await withSession(connection, async (session) => {
    await session.query("SET default_transaction_isolation = 'repeatable read'");
    await inTransaction(session, async () => {
      expect((await session.query('SELECT FROM counted')).rowCount).toBe(0);
      await connection.query('INSERT INTO counted VALUES (1)');
      expect((await session.query('SELECT FROM counted')).rowCount).toBe(1);
    });
    await session.query('RESET default_transaction_isolation');
  });
});

test('tells the server who we are', async () => {
  const { rows } = await connection.query("SELECT current_setting('application_name') AS name");
  expect(rows).toEqual([{ name: 'a test' }]);
});

test('goes on after the server ended idle sessions', async () => {
  await connection.query('SELECT 1');
  await endAllSessions(database.url);
  const answers = await Promise.allSettled(Array.from({ length: 4 }, () => connection.query('SELECT 1')));
  expect(answers.some(({ status }) => status === 'fulfilled')).toBe(true);
  await expect(connection.query('SELECT 1 AS one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
});

test('a lent session that the server ends rejects its next statement and nothing else', async () => {
  const session = await connection.connect();
  await endAllSessions(database.url);
  await expect(session.query('SELECT 1')).rejects.toThrow(/terminat|not queryable/i);
  session.release(true);
  session.release();
  await expect(connection.query('SELECT 1 AS one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
});

test('closing ends lent sessions too, and what comes after is refused', async () => {
  const session = await connection.connect();
  await session.query('SELECT pg_advisory_lock(1)');
  await connection.close();
  await connection.close();
  await expect(session.query('SELECT 1')).rejects.toThrow(/terminat|not queryable/i);
  await expect(connection.connect()).rejects.toBeInstanceOf(DatabaseUnreachableError);
  const other = new PgConnection({ address: DatabaseAddress.parse(database.url) });
  await other.query('SELECT pg_advisory_lock(1)');
  await other.close();
});

test('a transaction that fails leaves nothing behind, and its error is the one that is thrown', async () => {
  await connection.query('CREATE TABLE notes (text text)');
  const failed = withSession(connection, (session) =>
    inTransaction(session, async () => {
      await session.query("INSERT INTO notes VALUES ('lost')");
      throw new Error('on purpose');
    }),
  );
  await expect(failed).rejects.toThrow('on purpose');
  const kept = withSession(connection, (session) =>
    inTransaction(session, () => session.query("INSERT INTO notes VALUES ('kept')")),
  );
  await expect(kept).resolves.toMatchObject({ rowCount: 1 });
  const { rows } = await connection.query('SELECT * FROM notes');
  expect(rows).toEqual([{ text: 'kept' }]);
});

async function endAllSessions(url: string): Promise<void> {
  const admin = new PgConnection({ address: DatabaseAddress.parse(url) });
  await admin.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  await admin.close();
}

test('a database that takes no connections for now is unreachable, and is reached once it takes them', async () => {
  const name = new URL(database.url).pathname.slice(1);
  const server = new URL(database.url);
  server.pathname = '/postgres';
  const administrator = new PgConnection({ address: DatabaseAddress.parse(server.href) });
  try {
    await administrator.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await expect(connection.connect()).rejects.toThrow(DatabaseUnreachableError);
    await expect(connection.connect()).rejects.toThrow('not currently accepting connections');
    await administrator.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    expect((await connection.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  } finally {
    await administrator.close();
  }
});
