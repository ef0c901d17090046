import type { Clock } from '@marketloom/exchange';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BOOK_TIME, makeBook } from '../testing/book-fixture.ts';
import { addSymbol } from '../testing/kline-fixture.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import { BookExpiry } from './book-expiry.ts';
import { PostgresOrderBookStore } from './postgres-order-book-store.ts';

const HOUR = 3_600_000;
let database: StoreFixture;
beforeAll(async () => {
  database = await createStoreFixture();
});
afterAll(() => database.drop());

const add = (
  store: PostgresOrderBookStore,
  symbolId: number,
  count: number,
  from: number,
): Promise<unknown> =>
  store.storeAll(
    Array.from({ length: count }, (_, index) => ({
      symbolId,
      snapshot: makeBook({ lastUpdateId: BigInt(from + index), retrievedAt: from + index }),
    })),
  );
const left = async (symbolId: number): Promise<number> => {
  const { rows } = await database.connection.query<{ count: string }>(
    'SELECT count(*)::text FROM order_book_snapshots WHERE symbol_id = $1',
    [symbolId],
  );
  return Number(rows[0]?.count);
};

test('old books are removed, and none that is not', async () => {
  const store = new PostgresOrderBookStore(database.connection);
  const [one, other] = [
    await addSymbol(database.connection, 'OLD1'),
    await addSymbol(database.connection, 'OLD2'),
  ];
  await add(store, one, 1203, BOOK_TIME);
  await add(store, other, 3, BOOK_TIME + 1200);
  expect(await store.removeBefore(BOOK_TIME + 1201)).toBe(1202);
  expect([await left(one), await left(other)]).toEqual([2, 2]);
  expect((await store.status([one]))[0]?.first).toBe(BOOK_TIME + 1201);
  expect(await store.removeBefore(BOOK_TIME + 1201)).toBe(0);
  expect(await store.removeBefore(BOOK_TIME + 9999, AbortSignal.abort())).toBe(0);
  expect(await store.removeBefore(BOOK_TIME + 9999)).toBe(4);
});

test('storing removes what has become too old, once an hour', async () => {
  let now = BOOK_TIME + 25 * HOUR;
  const clock: Clock = { now: () => now, sleep: async () => undefined };
  const expiry = new BookExpiry(database.connection, { keepDays: 1, clock });
  const store = new PostgresOrderBookStore(database.connection, expiry);
  const symbol = await addSymbol(database.connection, 'EXPIRES');
  await add(store, symbol, 5, BOOK_TIME);
  await expiry.settled();
  expect(await left(symbol)).toBe(0);
  await add(store, symbol, 2, BOOK_TIME + 10);
  now += HOUR - 1;
  await add(store, symbol, 1, now);
  await expiry.settled();
  expect(await left(symbol)).toBe(3);
  now += 1;
  await add(store, symbol, 1, now);
  await expiry.settled();
  expect(await left(symbol)).toBe(2);
  await expiry.close();
  now += 100 * HOUR;
  await add(store, symbol, 1, BOOK_TIME);
  await expiry.settled();
  expect(await left(symbol)).toBe(3);
});
