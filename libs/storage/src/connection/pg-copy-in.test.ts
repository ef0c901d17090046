import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '@marketloom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sqlStateOf } from '../errors/sql-state.ts';
import { toStorageError } from '../errors/to-storage-error.ts';
import type { Connection, Session } from './connection.ts';
import { DatabaseAddress } from './database-address.ts';
import { PgConnection } from './pg-connection.ts';
import { WasmTimescale } from '../testing/wasm-timescale.ts';

const target = { table: 'numbers', columns: ['value'] };

/** Integers in PostgreSQL's binary COPY format. */
function* copyOf(values: Iterable<number>, rowsPerChunk = 1): Generator<Buffer> {
  yield Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
  let rows: Buffer[] = [];
  for (const value of values) {
    const row = Buffer.alloc(10);
    row.writeInt16BE(1, 0);
    row.writeInt32BE(4, 2);
    row.writeInt32BE(value, 6);
    rows.push(row);
    if (rows.length < rowsPerChunk) continue;
    yield Buffer.concat(rows);
    rows = [];
  }
  yield Buffer.concat([...rows, Buffer.from('ffff', 'hex')]);
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe.each(['pg', 'the in-process server'])('copying through %s', (kind) => {
  let connection: Connection & { close(): Promise<void> };
  let session: Session;

  beforeAll(async () => {
    connection =
      kind === 'pg'
        ? new PgConnection({ address: DatabaseAddress.parse(database.url) })
        : await WasmTimescale.open();
    session = await connection.connect();
    await session.query('CREATE TABLE numbers (value integer UNIQUE)');
    return async () => {
      session.release();
      await connection.close();
    };
  });
  beforeEach(async () => {
    await session.query('TRUNCATE numbers');
  });

  const stored = async (): Promise<unknown> => {
    const { rows } = await session.query('SELECT count(*) AS count, sum(value) AS sum FROM numbers');
    return rows[0];
  };

  test('stores all rows and counts them', async () => {
    expect(await connection.copyIn(session, target, copyOf(range(50_000), 7000))).toBe(50_000);
    expect(await stored()).toEqual({ count: '50000', sum: '1249975000' });
    expect(await connection.copyIn(session, target, copyOf([]))).toBe(0);
  });

  test('takes chunks as they come, one buffer overwritten for each', async () => {
    async function* reused(): AsyncGenerator<Uint8Array> {
      const buffer = Buffer.alloc(100_000);
      for (const chunk of copyOf(range(20_000), 2000)) {
        buffer.fill(0xff);
        chunk.copy(buffer);
        yield buffer.subarray(0, chunk.length);
      }
    }
    expect(await connection.copyIn(session, target, reused())).toBe(20_000);
    expect(await stored()).toEqual({ count: '20000', sum: '199990000' });
  });

  test('rejects with what the server says, stores nothing, and leaves the session usable', async () => {
    const failed = connection.copyIn(session, target, copyOf([...range(5000), 17]));
    expect(sqlStateOf(await failed.catch((error: unknown) => error))).toBe('23505');
    expect(await stored()).toEqual({ count: '0', sum: null });
    const malformed = connection.copyIn(session, target, [Buffer.from('not a copy at all, but long enough')]);
    expect(sqlStateOf(await malformed.catch((error: unknown) => error))).toBe('22P04');
    expect(await connection.copyIn(session, target, copyOf(range(10)))).toBe(10);
  });

  test('rejects with the error of whoever makes the chunks, and stores nothing', async () => {
    function* broken(): Generator<Uint8Array> {
      yield* [...copyOf(range(5000))].slice(0, 3000);
      throw new Error('no more');
    }
    await expect(connection.copyIn(session, target, broken())).rejects.toThrow('no more');
    expect(await stored()).toEqual({ count: '0', sum: null });
    expect(await connection.copyIn(session, target, copyOf(range(10)))).toBe(10);
  });

  test('is part of the transaction around it', async () => {
    await session.query('BEGIN');
    await connection.copyIn(session, target, copyOf(range(10)));
    await session.query('ROLLBACK');
    expect(await stored()).toEqual({ count: '0', sum: null });
  });
});

describe('copying through pg', () => {
  let connection: PgConnection;
  let session: Session;

  beforeEach(async () => {
    connection = new PgConnection({ address: DatabaseAddress.parse(database.url) });
    session = await connection.connect();
    await session.query('CREATE TABLE IF NOT EXISTS patience (value integer); TRUNCATE patience');
    return async () => {
      session.release(true);
      await connection.close();
    };
  });

  test('asks for chunks only as the server takes them', async () => {
    const blocker = await connection.connect();
    await blocker.query('BEGIN; LOCK TABLE patience');
    let asked = 0;
    function* counted(): Generator<Uint8Array> {
      for (const chunk of copyOf(range(1000))) {
        asked += 1;
        yield chunk;
      }
    }
    const copied = connection.copyIn(session, { ...target, table: 'patience' }, counted());
    const waiting =
      "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'COPY patience%'";
    while ((await connection.query(waiting)).rowCount === 0) await sleep(10);
    expect(asked).toBe(1);
    await blocker.query('COMMIT');
    blocker.release();
    expect(await copied).toBe(1000);
    expect(asked).toBe(1002);
  });

  test('sends what a chunk held, though its buffer is overwritten while the socket waits', async () => {
    await session.query('CREATE TEMP TABLE wide (value integer UNIQUE, filler text)');
    const filler = (value: number): string => String.fromCharCode(65 + (value % 26)).repeat(4000);
    let asked = 0;
    async function* reused(): AsyncGenerator<Uint8Array> {
      const buffer = Buffer.alloc(4014);
      yield Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
      for (; asked < 6000; asked += 1) {
        const written = buffer.writeInt32BE(asked, buffer.writeInt32BE(4, buffer.writeInt16BE(2, 0)));
        buffer.write(filler(asked), buffer.writeInt32BE(4000, written));
        yield buffer;
      }
      yield Buffer.from('ffff', 'hex');
    }
    expect(await connection.copyIn(session, { table: 'wide', columns: ['value', 'filler'] }, reused())).toBe(
      6000,
    );
    const { rows } = await session.query<{ value: number; letter: string; same: boolean }>(
      `SELECT value, left(filler, 1) AS letter, filler = repeat(left(filler, 1), 4000) AS same FROM wide ORDER BY value`,
    );
    expect(rows).toEqual(rows.map((_, value) => ({ value, letter: filler(value)[0], same: true })));
  });

  test('says so when there is no such table', async () => {
    const failed = connection.copyIn(session, { ...target, table: 'nowhere' }, copyOf([1, 2]));
    expect(sqlStateOf(await failed.catch((error: unknown) => error))).toBe('42P01');
  });

  test('ends when the server ends the session in the middle', async () => {
    const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    let chunks = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield* [...copyOf([])].slice(0, 1);
      for (;;) {
        chunks += 1;
        if (chunks === 50) await connection.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
        yield Buffer.concat([...copyOf(range(1000))].slice(1, -1));
      }
    }
    const error: unknown = await connection
      .copyIn(session, { ...target, table: 'patience' }, endless())
      .catch((cause: unknown) => cause);
    expect(toStorageError(error, 'copy')).toMatchObject({ kind: 'unreachable', retryable: true });
    const left = await connection.query('SELECT FROM patience');
    expect(left.rowCount).toBe(0);
  });
});
