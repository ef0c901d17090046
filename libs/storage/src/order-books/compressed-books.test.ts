import { type OrderBookSnapshot, silentLogger } from '@marketloom/exchange';
import { afterAll, describe, expect, test } from 'vitest';
import type { Connection } from '../connection/connection.ts';
import { withSession } from '../connection/transaction.ts';
import { migrate } from '../migrations/migrate.ts';
import { BOOK_TIME, levels, makeBook } from '../testing/book-fixture.ts';
import { addSymbol } from '../testing/kline-fixture.ts';
import { createStoreFixture } from '../testing/store-fixture.ts';
import { WasmTimescale } from '../testing/wasm-timescale.ts';
import { timescaleMode } from '../timescale/use-timescale.ts';
import type { OrderBookStatus } from './order-book-status.ts';
import { PostgresOrderBookStore } from './postgres-order-book-store.ts';

const HOUR = 3_600_000;
const native = await createStoreFixture();
const mode = await withSession(native.connection, (session) => timescaleMode(session, 'look'));

afterAll(() => native.drop());

async function openWasm(): Promise<{ connection: Connection; drop: () => Promise<void> }> {
  const connection = await WasmTimescale.open();
  await withSession(connection, (session) => migrate(session, { location: 'here', logger: silentLogger }));
  return { connection, drop: () => connection.close() };
}

const book = (hour: number, updateId: bigint): OrderBookSnapshot =>
  makeBook({
    bids: levels([`${hour + 100.25}`, '0.00000001']),
    asks: levels([`${hour + 1000.125}`, '12345678901234567890.5']),
    lastUpdateId: updateId,
    retrievedAt: BOOK_TIME + hour * HOUR,
  });
const sides = ({ bids, asks }: OrderBookSnapshot): object => ({ bids, asks });

async function storeBesideCompressed(connection: Connection): Promise<readonly OrderBookStatus[]> {
  const symbol = await addSymbol(connection, 'COMPRESSED');
  const store = new PostgresOrderBookStore(connection);
  const storeAll = async (...books: OrderBookSnapshot[]): Promise<boolean[]> =>
    (await store.storeAll(books.map((snapshot) => ({ symbolId: symbol, snapshot })))).map(
      ({ stored }) => stored,
    );
  const first = Array.from({ length: 400 }, (_, hour) => book(hour, BigInt(hour)));
  expect(await storeAll(...first)).not.toContain(false);
  const { rows } = await connection.query(
    "SELECT compress_chunk(chunk) FROM show_chunks('order_book_snapshots') AS chunk",
  );
  expect(rows.length).toBeGreaterThan(1);

  expect(await store.newest(symbol)).toMatchObject({ lastUpdateId: 399n, ...sides(book(399, 399n)) });
  for (const again of [book(399, 399n), book(399.5, 399n), book(100, 100n), book(600, 399n)]) {
    expect(await store.store(symbol, again)).toEqual({ stored: false });
  }
  expect(await store.store(symbol, book(100.5, 1000n))).toEqual({ stored: true });
  expect(await store.store(symbol, book(600, 1001n))).toEqual({ stored: true });
  expect(await store.newest(symbol)).toMatchObject({ lastUpdateId: 1001n, ...sides(book(600, 1001n)) });

  // Over compressed chunks, uncompressed ones and one that is not there yet, new and old ones mixed.
  const mixed = [
    book(7, 7n),
    book(7.25, 2000n),
    book(200.5, 200n),
    book(599.5, 1001n),
    book(1200, 2001n),
    book(7.5, 2000n),
  ];
  expect(await storeAll(...mixed)).toEqual([false, true, false, false, true, false]);
  expect(await store.at(symbol, BOOK_TIME + 7.3 * HOUR)).toMatchObject(sides(book(7.25, 2000n)));
  expect(await store.at(symbol, BOOK_TIME + 7.2 * HOUR)).toMatchObject(sides(book(7, 7n)));
  expect(await store.status([symbol])).toMatchObject([
    { snapshots: 404, first: BOOK_TIME, last: BOOK_TIME + 1200 * HOUR },
  ]);
  const depth = await connection.query(
    `SELECT depth.bid_size::text FROM order_book_at($1::integer, $2::timestamptz) AS book
     CROSS JOIN order_book_depth(book, 10000) AS depth`,
    [symbol, new Date(BOOK_TIME + 42 * HOUR).toISOString()],
  );
  expect(depth.rows).toEqual([{ bid_size: '0.00000001' }]);
  expect(await store.removeBefore(BOOK_TIME + 350 * HOUR)).toBe(352);
  return store.status([symbol]);
}
const left = [{ snapshots: 52, first: BOOK_TIME + 350 * HOUR }];

describe('books are stored, told apart, read, reckoned with and removed beside compressed ones', () => {
  test('on a TimescaleDB in this process', async () => {
    const { connection, drop } = await openWasm();
    expect(await storeBesideCompressed(connection)).toMatchObject(left);
    await drop();
  });

  test(`on the tests' server${mode === 'full' ? '' : ' (skipped: it does not compress)'}`, async ({
    skip,
  }) => {
    if (mode !== 'full') skip();
    expect(await storeBesideCompressed(native.connection)).toMatchObject(left);
  });
});
