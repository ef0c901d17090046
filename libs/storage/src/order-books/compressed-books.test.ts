import { type OrderBookSnapshot, silentLogger } from '@marketloom/exchange';
import { Big } from 'big.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSession } from '../connection/transaction.ts';
import { migrate } from '../migrations/migrate.ts';
import { PostgresSymbolStore } from '../symbols/postgres-symbol-store.ts';
import { makeInstrument, makeListing } from '../testing/instrument-fixture.ts';
import { WasmTimescale } from '../testing/wasm-timescale.ts';
import { PostgresOrderBookStore } from './postgres-order-book-store.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2024, 4, 1);
let database: WasmTimescale;

beforeAll(async () => {
  database = await WasmTimescale.open();
  await withSession(database, (session) => migrate(session, { location: 'here', logger: silentLogger }));
});
afterAll(() => database.close());

test('books are stored, told apart and read alike beside compressed ones', async () => {
  const instrument = makeInstrument('BTC-USDT-SPOT');
  const { added } = await new PostgresSymbolStore(database).sync(makeListing([instrument]));
  const symbol = added[0]!.id;
  const store = new PostgresOrderBookStore(database);
  const book = (hour: number, updateId: bigint): OrderBookSnapshot => ({
    instrument,
    sizeUnit: 'base',
    bids: [{ price: new Big(hour).plus('100.25'), size: new Big('0.00000001') }],
    asks: [{ price: new Big(hour).plus('1000.125'), size: new Big('12345678901234567890.5') }],
    depth: 5,
    lastUpdateId: updateId,
    exchangeTs: null,
    retrievedAt: NOW + hour * HOUR,
  });
  for (let hour = 0; hour < 400; hour += 1) {
    expect(await store.store(symbol, book(hour, BigInt(hour)))).toEqual({ stored: true });
  }
  const { rows } = await database.query(
    "SELECT compress_chunk(chunk) FROM show_chunks('order_book_snapshots') AS chunk",
  );
  expect(rows.length).toBeGreaterThan(1);

  expect(await store.newest(symbol)).toMatchObject({ lastUpdateId: 399n, ...sides(book(399, 399n)) });
  expect(await store.store(symbol, book(399, 399n))).toEqual({ stored: false });
  expect(await store.store(symbol, book(399.5, 399n))).toEqual({ stored: false });
  expect(await store.store(symbol, book(100, 100n))).toEqual({ stored: false });
  expect(await store.store(symbol, book(600, 399n))).toEqual({ stored: false });
  expect(await store.store(symbol, book(100.5, 1000n))).toEqual({ stored: true });
  expect(await store.store(symbol, book(600, 1001n))).toEqual({ stored: true });
  expect(await store.newest(symbol)).toMatchObject({ lastUpdateId: 1001n, ...sides(book(600, 1001n)) });
  const count = await database.query<{ count: string }>('SELECT count(*)::text FROM order_book_snapshots');
  expect(count.rows).toEqual([{ count: '402' }]);
});

function sides({ bids, asks }: OrderBookSnapshot): Pick<OrderBookSnapshot, 'bids' | 'asks'> {
  return { bids, asks };
}
