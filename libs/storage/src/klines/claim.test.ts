import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../connection/connection.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import { ClaimLostError } from './claim-lost-error.ts';
import { addSymbol, minutes, storedBatch } from '../testing/kline-fixture.ts';
import { LocalClaims } from './local-claims.ts';
import { PostgresKlineStore } from './postgres-kline-store.ts';

let database: StoreFixture;
let ours: PostgresKlineStore;
/** As another process has it: with sessions of its own. */
let theirs: PostgresKlineStore;
let symbol: number;

beforeAll(async () => {
  database = await createStoreFixture();
  ours = new PostgresKlineStore(database.connection);
  theirs = new PostgresKlineStore(database.another());
  symbol = await addSymbol(database.connection, 'CLAIM');
});
afterAll(() => database.drop());

/** Whether a promise is still pending after the others have had their turn with the server. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const other = await theirs.claim(symbol, '1M');
  await other.release();
  const pending = Symbol('pending');
  return (await Promise.race([promise, Promise.resolve(pending)])) === pending;
}

async function lockingSessions(): Promise<number[]> {
  const { rows } = await database.connection.query<{ pid: number }>(
    `SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory'
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.map(({ pid }) => pid);
}

async function databaseName({ connection }: StoreFixture): Promise<string> {
  const { rows } = await connection.query<{ name: string }>('SELECT current_database() AS name');
  return rows[0]!.name;
}

describe('a claim', () => {
  test('keeps others out, in this process and in others, until it is released', async () => {
    const first = await ours.claim(symbol, '1m');
    const second = ours.claim(symbol, '1m');
    const third = theirs.claim(symbol, '1m');
    expect(await isPending(second)).toBe(true);
    expect(await isPending(third)).toBe(true);
    await first.release();
    await first.release();
    const winner = await Promise.race([second, third]);
    await winner.release();
    for (const claim of [second, third]) await (await claim).release();
    expect(await lockingSessions()).toEqual([]);
  });

  test('of another series is no obstacle, and a thousand take one session', async () => {
    const claims = await Promise.all(
      Array.from({ length: 1000 }, (_, index) => ours.claim(1_000_000 + index, '1m')),
    );
    expect(await lockingSessions()).toHaveLength(1);
    const other = await theirs.claim(1_000_000, '1h');
    await other.release();
    await Promise.all(claims.map((claim) => claim.release()));
    expect(await lockingSessions()).toEqual([]);
  });

  test('shows the next owner what the one before has written', async () => {
    const first = await ours.claim(symbol, '3m');
    const next = theirs.claim(symbol, '3m').then(async (series) => {
      const missing = await series.missing({ start: 0, end: 360_000 });
      await series.release();
      return missing;
    });
    await first.write(storedBatch([{ start: 0, end: 180_000 }], { interval: '3m' }));
    await first.release();
    expect(await next).toEqual([{ start: 180_000, end: 360_000 }]);
  });

  test('that is waited for can be given up, and the queue goes on', async () => {
    const first = await ours.claim(symbol, '5m');
    const abort = new AbortController();
    const near = ours.claim(symbol, '5m', { signal: abort.signal });
    const far = theirs.claim(symbol, '5m', { signal: abort.signal });
    const after = ours.claim(symbol, '5m');
    expect(await isPending(near)).toBe(true);
    abort.abort(new Error('enough'));
    await expect(near).rejects.toThrow('enough');
    await expect(far).rejects.toThrow('enough');
    await expect(ours.claim(symbol, '5m', { signal: abort.signal })).rejects.toThrow('enough');
    expect(await isPending(after)).toBe(true);
    await first.release();
    await (await after).release();
    expect(await lockingSessions()).toEqual([]);
  });

  test('waits for the writes under way when it is released', async () => {
    const series = await ours.claim(symbol, '15m');
    const range = { start: 0, end: 900_000 * 500 };
    const write = series.write(storedBatch([range], { interval: '15m' }));
    await series.release();
    const next = await theirs.claim(symbol, '15m');
    expect(await next.missing(range)).toEqual([]);
    expect(await write).toMatchObject({ inserted: 500 });
    await expect(series.write(storedBatch([range], { interval: '15m' }))).rejects.toThrow(ClaimLostError);
    await next.release();
  });

  test('is lost when its connection breaks: the next one gets it, and the old owner stores no more', async () => {
    const series = await ours.claim(symbol, '30m');
    const range = { start: 0, end: 1_800_000 * 4 };
    await series.write(storedBatch([range], { interval: '30m' }));
    const next = theirs.claim(symbol, '30m');
    await database.connection.query('SELECT pg_terminate_backend(pid) FROM unnest($1::integer[]) AS pid', [
      await lockingSessions(),
    ]);
    const owner = await next;
    const later = { start: range.end, end: range.end + 1_800_000 };
    await expect(series.write(storedBatch([later], { interval: '30m' }))).rejects.toThrow(ClaimLostError);
    await expect(series.missing(later)).rejects.toMatchObject({ retryable: true, name: 'ClaimLostError' });
    expect(await owner.missing({ start: 0, end: later.end })).toEqual([later]);
    await series.release();
    await owner.release();
    // The store claims again in a new session.
    await (await ours.claim(symbol, '30m')).release();
  });

  test('is kept by a server that ends idle sessions', async () => {
    const fixture = await createStoreFixture();
    try {
      await fixture.connection.query(
        `ALTER DATABASE ${await databaseName(fixture)} SET idle_session_timeout = '1s'`,
      );
      const store = new PostgresKlineStore(fixture.another());
      const series = await store.claim(1, '1m');
      // One that was idle for a shorter time than the claim's was ended.
      const canary = (await fixture.another().connect()) as Session & NodeJS.EventEmitter;
      await new Promise<void>((resolve) => canary.once('end', resolve));
      expect(await series.missing(minutes(0, 1))).toEqual([minutes(0, 1)]);
      await series.release();
    } finally {
      await fixture.drop();
    }
  });

  test('goes with its block', async () => {
    {
      await using series = await ours.claim(symbol, '2h');
      expect(await series.missing(minutes(1, 2))).toEqual([]);
    }
    await (await theirs.claim(symbol, '2h')).release();
    expect(await lockingSessions()).toEqual([]);
  });
});

test('claims within one process are served in the order in which they came', async () => {
  const claims = new LocalClaims();
  const order: number[] = [];
  const first = await claims.claim('1');
  const others = [1, 2, 3].map(async (number) => {
    const claim = await claims.claim('1');
    order.push(number);
    await claim.release();
  });
  expect(order).toEqual([]);
  await first.release();
  await Promise.all(others);
  expect(order).toEqual([1, 2, 3]);
});
