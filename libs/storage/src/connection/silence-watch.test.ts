import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DatabaseUnreachableError } from '../errors/database-unreachable-error.ts';
import { withStorageErrors } from '../errors/to-storage-error.ts';
import { SwallowingProxy } from '../testing/swallowing-proxy.ts';
import { DatabaseAddress } from './database-address.ts';
import { PgConnection } from './pg-connection.ts';
import { withSession } from './transaction.ts';

/** A busy machine lets us in within this; and a statement that is not given up takes longer. */
const TIMEOUT_MS = 1_000;
const LONG_MS = 2_500;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const connectTo = (url: string): PgConnection =>
  new PgConnection({ address: DatabaseAddress.parse(url), timeoutMs: TIMEOUT_MS });

/** A proxy, a connection that goes through it and one that does not, and a table of this test alone. */
async function setUp() {
  const proxy = await SwallowingProxy.start(database.url);
  const connection = connectTo(proxy.url);
  const direct = connectTo(database.url);
  const table = `numbers_${randomUUID().replaceAll('-', '')}`;
  await direct.query(`CREATE TABLE ${table} (number integer)`);
  const copy = (rows: AsyncGenerator<Uint8Array>): Promise<number> =>
    withSession(connection, (session) => connection.copyIn(session, { table, columns: ['number'] }, rows));
  const close = async (): Promise<void> => {
    await connection.close();
    await direct.close();
    await proxy[Symbol.asyncDispose]();
  };
  return { proxy, connection, direct, table, copy, [Symbol.asyncDispose]: close };
}

/** Rows of a binary COPY, a chunk each, whose making takes so long. */
async function* slowRows(count: number, pauseMs: number): AsyncGenerator<Uint8Array> {
  yield Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
  for (let number = 0; number < count; number += 1) {
    await sleep(pauseMs);
    const row = Buffer.from([0, 1, 0, 0, 0, 4, 0, 0, 0, 0]);
    row.writeInt32BE(number, 6);
    yield row;
  }
  yield Buffer.from([0xff, 0xff]);
}

/** Rows of which the first gets through. */
async function* rowsUntil(swallow: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of slowRows(3, 0)) {
    yield chunk;
    swallow();
  }
}

describe.concurrent('a server that says nothing any more', () => {
  test('is given up: what waits is told so, and others are as soon as it is back', async () => {
    await using set = await setUp();
    const { proxy, connection } = set;
    await connection.query('SELECT 1');
    proxy.swallowAll();
    const lost = withStorageErrors('count to one', () => connection.query('SELECT 1'));
    await expect(lost).rejects.toBeInstanceOf(DatabaseUnreachableError);
    await expect(lost).rejects.toMatchObject({
      kind: 'unreachable',
      retryable: true,
      operation: 'count to one',
    });
    await expect(lost).rejects.toThrow(
      /^count to one: .*127\.0\.0\.1:\d+\/\S+ has said nothing for 1 s, and does not answer on a new connection either .*try again$/,
    );
    proxy.heal();
    expect((await connection.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('to all at once is given up by all', async () => {
    await using set = await setUp();
    const { proxy, connection } = set;
    const sessions = await Promise.all(Array.from({ length: 4 }, () => connection.connect()));
    proxy.swallowAll();
    const outcomes = await Promise.allSettled(sessions.map((session) => session.query('SELECT 1')));
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'rejected'));
    for (const session of sessions) session.release(true);
  });

  test('within a COPY is given up, with nothing stored', async () => {
    await using set = await setUp();
    const { proxy, direct, table, copy } = set;
    const lost = copy(rowsUntil(() => proxy.swallowAll()));
    await expect(lost).rejects.toThrow('has said nothing for 1 s');
    expect((await direct.query(`SELECT FROM ${table}`)).rowCount).toBe(0);
  });

  test('does not let us in: who connects is told so', async () => {
    const deaf = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    const { port } = deaf.address() as { port: number };
    const nobody = connectTo(`postgres://ann:secret@127.0.0.1:${port}/market`);
    await expect(nobody.connect()).rejects.toMatchObject({ kind: 'unreachable' });
    await nobody.close();
    deaf.close();
  });

  test('does not keep us from closing', async () => {
    await using set = await setUp();
    const { proxy, connection } = set;
    await connection.query('SELECT 1');
    const lent = await connection.connect();
    proxy.swallowAll();
    lent.release();
    await expect(connection.close()).resolves.toBeUndefined();
  });
});

describe.concurrent('a connection that is broken on the way to a server that works', () => {
  test('is given up when its statement did not arrive', async () => {
    await using set = await setUp();
    const { proxy, connection } = set;
    const session = await connection.connect();
    await session.query('BEGIN');
    proxy.swallow();
    await expect(session.query('SELECT 1')).rejects.toThrow('was lost on the way');
    session.release(true);
    expect((await connection.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('is given up when the rows of a COPY did not arrive', async () => {
    await using set = await setUp();
    const { proxy, copy } = set;
    const lost = copy(rowsUntil(() => proxy.swallow()));
    await expect(lost).rejects.toThrow('was lost on the way');
  });

  test('is given up when the server ended it, and the word of that did not arrive', async () => {
    await using set = await setUp();
    const { proxy, connection, direct } = set;
    const session = await connection.connect();
    const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    proxy.swallow();
    await direct.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]!.pid]);
    await expect(session.query('SELECT 1')).rejects.toThrow('no longer knows this connection');
    session.release(true);
  });
});

describe.concurrent('what takes long is not given up', () => {
  test('when the server works on it', async () => {
    await using set = await setUp();
    const { connection } = set;
    await expect(connection.query(`SELECT pg_sleep(${LONG_MS / 1000})`)).resolves.toMatchObject({
      rowCount: 1,
    });
  });

  test('when it waits for a lock', async () => {
    await using set = await setUp();
    const { connection, direct, table } = set;
    const holder = await direct.connect();
    await holder.query(`BEGIN; LOCK TABLE ${table}`);
    const waiting = connection.query(`SELECT FROM ${table}`);
    await sleep(LONG_MS);
    await holder.query('COMMIT');
    await expect(waiting).resolves.toMatchObject({ rowCount: 0 });
    holder.release();
  });

  test('when it is a COPY whose rows are long in coming', async () => {
    await using set = await setUp();
    const { copy } = set;
    const copied = await copy(slowRows(2, LONG_MS));
    expect(copied).toBe(2);
  });

  test('when what was sent is long on the way', async () => {
    await using set = await setUp();
    const { proxy, connection } = set;
    await connection.query('SELECT 1');
    proxy.hold();
    const length = 1_000_000;
    const late = connection.query('SELECT length($1::text) AS length', ['x'.repeat(length)]);
    await sleep(LONG_MS + TIMEOUT_MS);
    proxy.release();
    expect((await late).rows).toEqual([{ length }]);
  });

  test('when a pooler gives us the sessions of others', async () => {
    await using set = await setUp();
    const { proxy, connection } = set;
    proxy.poseAsPooler();
    await connection.query('SELECT 1');
    proxy.hold();
    const late = connection.query('SELECT 1 AS one');
    await sleep(LONG_MS + TIMEOUT_MS);
    proxy.release();
    expect((await late).rows).toEqual([{ one: 1 }]);
  });

  test('when a pooler lets in who asks, and has no session for him', async () => {
    await using set = await setUp();
    const { proxy, connection } = set;
    const session = await connection.connect();
    proxy.swallowQuestions();
    await expect(session.query(`SELECT pg_sleep(${LONG_MS / 1000})`)).resolves.toMatchObject({ rowCount: 1 });
    session.release();
  });

  test('when the server has no room for the one who asks', async () => {
    await using set = await setUp();
    const { direct } = set;
    const role = `loner_${process.pid}`;
    await direct.query(`CREATE ROLE ${role} LOGIN PASSWORD 'alone' CONNECTION LIMIT 1`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'alone'];
    const alone = connectTo(url.href);
    try {
      await expect(alone.query(`SELECT pg_sleep(${LONG_MS / 1000})`)).resolves.toMatchObject({ rowCount: 1 });
    } finally {
      await alone.close();
      await direct.query(`DROP ROLE ${role}`);
    }
  });
});

test('a server that has lost us notices within a minute', async () => {
  await using set = await setUp();
  const { direct } = set;
  const { rows } = await direct.query(
    `SELECT current_setting('tcp_keepalives_idle') AS idle, current_setting('tcp_keepalives_interval') AS interval,
       current_setting('tcp_keepalives_count') AS count, current_setting('tcp_user_timeout') AS unanswered`,
  );
  expect(rows).toEqual([{ idle: '30', interval: '10', count: '3', unanswered: '60000' }]);
});
