import type { OrderBookLevel, OrderBookSnapshot } from '@marketloom/exchange';
import { Big } from 'big.js';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { InvalidDataError } from '../errors/invalid-data-error.ts';
import { makeInstrument } from '../testing/instrument-fixture.ts';
import { addSymbol } from '../testing/kline-fixture.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import { PostgresOrderBookStore } from './postgres-order-book-store.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2024, 4, 1);
let database: StoreFixture;
let store: PostgresOrderBookStore;
let symbol: number;
let symbols = 0;

beforeAll(async () => {
  database = await createStoreFixture();
  store = new PostgresOrderBookStore(database.connection);
});
afterAll(() => database.drop());
beforeEach(async () => {
  symbols += 1;
  symbol = await addSymbol(database.connection, `BOOK${symbols}`);
});

const levels = (...pairs: [string, string][]): OrderBookLevel[] =>
  pairs.map(([price, size]) => ({ price: new Big(price), size: new Big(size) }));

function book(given: Partial<OrderBookSnapshot> = {}): OrderBookSnapshot {
  return {
    instrument: makeInstrument('BTC-USDT-SPOT'),
    sizeUnit: 'base',
    bids: levels(['100.5', '1'], ['100.25', '0.00000001']),
    asks: levels(['100.75', '2.5'], ['101', '3']),
    depth: 5,
    lastUpdateId: 7n,
    exchangeTs: null,
    retrievedAt: NOW,
    ...given,
  };
}

const isStored = async (given: Partial<OrderBookSnapshot>): Promise<boolean> =>
  (await store.store(symbol, book(given))).stored;

describe('an order book', () => {
  test('comes back as it was stored', async () => {
    const snapshot = book({
      lastUpdateId: 9_007_199_254_740_993n,
      exchangeTs: NOW - 123,
      sizeUnit: 'contracts',
    });
    expect(await store.store(symbol, snapshot)).toEqual({ stored: true });
    expect(await store.newest(symbol)).toEqual({
      symbolId: symbol,
      retrievedAt: NOW - 123,
      exchangeTs: NOW - 123,
      receivedAt: NOW,
      lastUpdateId: 9_007_199_254_740_993n,
      depth: 5,
      sizeUnit: 'contracts',
      bids: snapshot.bids,
      asks: snapshot.asks,
    });
    const { rows } = await database.connection.query(
      `SELECT best_bid::text, best_bid_size::text, best_ask::text, best_ask_size::text FROM order_book_snapshots WHERE symbol_id = $1`,
      [symbol],
    );
    expect(rows).toEqual([
      { best_bid: '100.5', best_bid_size: '1', best_ask: '100.75', best_ask_size: '2.5' },
    ]);
  });

  test('may lack a side, an update id and the time of the exchange', async () => {
    await store.store(symbol, book({ asks: [], lastUpdateId: null }));
    expect(await store.newest(symbol)).toMatchObject({
      asks: [],
      lastUpdateId: null,
      exchangeTs: null,
      retrievedAt: NOW,
      receivedAt: NOW,
    });
  });

  test('is not stored twice for one update', async () => {
    expect(await isStored({})).toBe(true);
    expect(await isStored({ retrievedAt: NOW + 1000 })).toBe(false);
    expect(await isStored({ retrievedAt: NOW + 1000, exchangeTs: NOW - 5 })).toBe(false);
    expect(await isStored({ retrievedAt: NOW + 1000, lastUpdateId: 8n })).toBe(true);
    // A server that lags behind answers with what was known before.
    expect(await isStored({ retrievedAt: NOW + 2000 })).toBe(false);
    // A quiet book is still the same one a day later.
    expect(await isStored({ retrievedAt: NOW + 24 * HOUR, lastUpdateId: 8n })).toBe(false);
    expect(await isStored({ retrievedAt: NOW + 24 * HOUR, lastUpdateId: 9n })).toBe(true);
  });

  test('without update ids is told apart by its time', async () => {
    expect(await isStored({ lastUpdateId: null, exchangeTs: NOW })).toBe(true);
    expect(await isStored({ lastUpdateId: null, exchangeTs: NOW, retrievedAt: NOW + 1 })).toBe(false);
    expect(await isStored({ lastUpdateId: null, exchangeTs: NOW + 1 })).toBe(true);
  });

  test('of another instrument is another one, and many at once store each update once', async () => {
    const other = await addSymbol(database.connection, `OTHER${symbols}`);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        store.store(symbol, book({ retrievedAt: NOW + index, lastUpdateId: BigInt(index % 2) })),
      ),
    );
    expect(outcomes.filter(({ stored }) => stored)).toHaveLength(2);
    expect(await store.newest(other)).toBeNull();
    expect(await store.store(other, book())).toEqual({ stored: true });
  });

  test.each<[string, Partial<OrderBookSnapshot>]>([
    ['crossed', { bids: levels(['101', '1']) }],
    ['unsorted', { asks: levels(['102', '1'], ['101', '1']) }],
    ['not positive', { bids: levels(['100', '0']) }],
    ['empty', { bids: [], asks: [] }],
  ])('that is %s is refused and not stored', async (_name, wrong) => {
    await expect(store.store(symbol, book(wrong))).rejects.toThrow(InvalidDataError);
    expect(await store.newest(symbol)).toBeNull();
  });

  test('keeps every digit of every level', async () => {
    const decimal = fc
      .tuple(fc.bigInt({ min: 1n, max: 10n ** 40n }), fc.integer({ min: -30, max: 20 }))
      .map(([digits, exponent]) => new Big(`${digits}e${exponent}`));
    const side = fc.uniqueArray(fc.tuple(decimal, decimal), {
      maxLength: 30,
      selector: ([price]) => price.toFixed(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 30 }),
        side,
        fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
        async (cut, pairs, id) => {
          fc.pre(pairs.length > 0);
          const ascending = pairs
            .map(([price, size]) => ({ price, size }))
            .toSorted((a, b) => a.price.cmp(b.price));
          const snapshot = book({
            bids: ascending.slice(0, cut).toReversed(),
            asks: ascending.slice(cut),
            lastUpdateId: id,
          });
          const own = await addSymbol(database.connection, `DIGITS${(symbols += 1)}`);
          await store.store(own, snapshot);
          const { bids, asks, lastUpdateId } = (await store.newest(own))!;
          expect({ bids, asks, lastUpdateId }).toEqual({
            bids: snapshot.bids,
            asks: snapshot.asks,
            lastUpdateId: id,
          });
        },
      ),
      { numRuns: 50 },
    );
  });
});
