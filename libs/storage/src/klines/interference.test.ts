import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection, Session } from '../connection/connection.ts';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { sqlStateOf } from '../errors/sql-state.ts';
import { isStorageError } from '../errors/any-storage-error.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import { addSymbol, minute, minutes, storedBatch, withoutTimes } from '../testing/kline-fixture.ts';
import { PostgresKlineStore } from './postgres-kline-store.ts';
import { BatchWriter } from './write-batch.ts';

let database: StoreFixture;
beforeAll(async () => {
  database = await createStoreFixture();
});
afterAll(() => database.drop());

const touch = (session: Session, symbol: number, at: number): Promise<unknown> =>
  session.query('UPDATE klines SET close = close + 1 WHERE symbol_id = $1 AND open_time = $2', [
    symbol,
    new Date(at).toISOString(),
  ]);

async function waitUntilBlocked(by: number): Promise<void> {
  for (;;) {
    const { rows } = await database.connection.query(
      'SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))',
      [by],
    );
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Resolves when the server has counted a deadlock in this database; its statistics come up to a second late. */
async function deadlockCounted(): Promise<void> {
  for (;;) {
    const { rows } = await database.connection.query<{ deadlocks: string }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    if (Number(rows[0]?.deadlocks) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a deadlock with a session that locks candles in the opposite order never reaches the caller', async () => {
  const store = new PostgresKlineStore(database.connection);
  const symbol = await addSymbol(database.connection, 'DEADLOCK');
  const series = await store.claim(symbol, '1m');
  await series.write(storedBatch([minutes(0, 10)]));
  const write = await withSession(database.another(), async (other) => {
    // Ours notices the deadlock first, and is the one that the server ends.
    await other.query("SET deadlock_timeout = '60s'");
    const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return inTransaction(other, async () => {
      await touch(other, symbol, minute(8));
      const writing = series.write(storedBatch([minutes(0, 10)], { salt: 5 }));
      await waitUntilBlocked(rows[0]!.pid);
      await touch(other, symbol, minute(2));
      return { writing };
    });
  });
  expect(await write.writing).toEqual({ inserted: 0, updated: 10, unchanged: 0 });
  await deadlockCounted();
  await series.release();
});

test('two writers of the same candles in opposite order of batches both succeed', async () => {
  const symbol = await addSymbol(database.connection, 'OPPOSITE');
  const [one, other] = [new BatchWriter(database.connection), new BatchWriter(database.another())];
  const batches = Array.from({ length: 10 }, (_, index) =>
    storedBatch([minutes(index * 50, index * 50 + 60)]),
  );
  const series = { symbolId: symbol, interval: '1m' } as const;
  const write = async (writer: BatchWriter, order: typeof batches): Promise<number> => {
    let inserted = 0;
    for (const batch of order) inserted += (await writer.write(series, batch, 'test')).inserted;
    return inserted;
  };
  const [first, second] = await Promise.all([write(one, batches), write(other, batches.toReversed())]);
  expect(first + second).toBe(510);
});

/** The connection, but the session ends when the last step before the commit is done: the ledger is written. */
function breaking(connection: Connection, after: (statement: string) => boolean): Connection {
  const broken = (session: Session): Session => ({
    release: (destroy) => session.release(destroy),
    query: async (text, values) => {
      const result = await session.query<never>(text, values);
      if (after(text)) {
        const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await database.connection.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      }
      return result;
    },
  });
  const sessions = new Map<Session, Session>();
  return {
    query: (text, values) => connection.query(text, values),
    connect: async () => {
      const session = await connection.connect();
      const wrapped = broken(session);
      sessions.set(wrapped, session);
      return wrapped;
    },
    copyIn: (session, target, chunks) => connection.copyIn(sessions.get(session) as Session, target, chunks),
  };
}

test.each([
  ['before the candles', (text: string) => text.startsWith('SELECT pg_advisory_xact_lock')],
  ['between candles and ledger', (text: string) => text.includes('FROM kline_coverage')],
  ['before the commit', (text: string) => text.includes('INSERT INTO kline_coverage')],
])('a session that ends %s leaves nothing half written', async (name, after) => {
  const symbol = await addSymbol(database.connection, `CRASH ${name}`);
  const series = { symbolId: symbol, interval: '1m' } as const;
  const whole = new BatchWriter(database.connection);
  const store = new PostgresKlineStore(database.connection);
  await whole.write(series, storedBatch([minutes(0, 100)]), 'test');
  const before = (await store.read(symbol, '1m', minutes(0, 400))).columns;
  // Straight into the table behind the candles, and merged with them.
  for (const batch of [storedBatch([minutes(100, 300)]), storedBatch([minutes(50, 350)], { salt: 1 })]) {
    const cut = new BatchWriter(breaking(database.connection, after)).write(series, batch, 'test');
    expect(sqlStateOf(await cut.catch((error: unknown) => error)) ?? 'broken').toMatch(/^57P01$|^broken$/);
    expect((await store.read(symbol, '1m', minutes(0, 400))).columns).toEqual(before);
    const [status] = await store.status({ symbolIds: [symbol] });
    expect(withoutTimes(status?.coverage ?? [])).toEqual([
      { ...minutes(0, 100), status: 'stored', reason: null },
    ]);
  }
  expect(await whole.write(series, storedBatch([minutes(0, 400)]), 'test')).toEqual({
    inserted: 300,
    updated: 0,
    unchanged: 100,
  });
});

test('a session that ends in the middle of a copy stores nothing, and the error is typed', async () => {
  const symbol = await addSymbol(database.connection, 'CUT');
  const connection: Connection = {
    query: (text, values) => database.connection.query(text, values),
    connect: () => database.connection.connect(),
    copyIn: (session, target, chunks) =>
      database.connection.copyIn(session, target, endAfterFirst(chunks as Iterable<Uint8Array>)),
  };
  async function* endAfterFirst(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) {
      yield chunk;
      await database.connection.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY klines%' AND datname = current_database()",
      );
    }
  }
  const store = new PostgresKlineStore(connection);
  const series = await store.claim(symbol, '1m');
  const failure = await series.write(storedBatch([minutes(0, 20_000)])).catch((error: unknown) => error);
  expect(isStorageError(failure) && failure.retryable).toBe(true);
  expect(await series.coverage()).toEqual([]);
  expect(await store.read(symbol, '1m', minutes(0, 20_000))).toHaveLength(0);
  await series.release();
});
