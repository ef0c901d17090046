import type { OrderBookSnapshot } from '@marketloom/exchange';
import { Big } from 'big.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { InvalidDataError } from '../errors/invalid-data-error.ts';
import { BOOK_TIME, levels, makeBook } from '../testing/book-fixture.ts';
import { openBookStore } from '../testing/test-store.ts';

const HOUR = 3_600_000;
const { store, connection, newSymbol } = await openBookStore();
let symbol: number;

beforeEach(async () => {
  symbol = await newSymbol();
});

const isStored = async (given: Partial<OrderBookSnapshot>): Promise<boolean> =>
  (await store.store(symbol, makeBook(given))).stored;

describe('an order book', () => {
  test('comes back as it was stored', async () => {
    const snapshot = makeBook({
      lastUpdateId: 9_007_199_254_740_993n,
      exchangeTs: BOOK_TIME - 123,
      sizeUnit: 'contracts',
    });
    expect(await store.store(symbol, snapshot)).toEqual({ stored: true });
    expect(await store.newest(symbol)).toEqual({
      symbolId: symbol,
      retrievedAt: BOOK_TIME - 123,
      exchangeTs: BOOK_TIME - 123,
      receivedAt: BOOK_TIME,
      lastUpdateId: 9_007_199_254_740_993n,
      depth: 5,
      sizeUnit: 'contracts',
      bids: snapshot.bids,
      asks: snapshot.asks,
    });
    const { rows } = await connection.query(
      `SELECT best_bid::text, best_bid_size::text, best_ask::text, best_ask_size::text FROM order_book_snapshots WHERE symbol_id = $1`,
      [symbol],
    );
    expect(rows).toEqual([
      { best_bid: '100.5', best_bid_size: '1', best_ask: '100.75', best_ask_size: '2.5' },
    ]);
  });

  test('may lack a side, an update id and the time of the exchange', async () => {
    await store.store(symbol, makeBook({ asks: [], lastUpdateId: null }));
    expect(await store.newest(symbol)).toMatchObject({
      asks: [],
      lastUpdateId: null,
      exchangeTs: null,
      retrievedAt: BOOK_TIME,
      receivedAt: BOOK_TIME,
    });
  });

  test('is not stored twice for one update', async () => {
    expect(await isStored({})).toBe(true);
    expect(await isStored({ retrievedAt: BOOK_TIME + 1000 })).toBe(false);
    expect(await isStored({ retrievedAt: BOOK_TIME + 1000, exchangeTs: BOOK_TIME - 5 })).toBe(false);
    expect(await isStored({ retrievedAt: BOOK_TIME + 1000, lastUpdateId: 8n })).toBe(true);
    // A server that lags behind answers with what was known before.
    expect(await isStored({ retrievedAt: BOOK_TIME + 2000 })).toBe(false);
    // A quiet book is still the same one a day later.
    expect(await isStored({ retrievedAt: BOOK_TIME + 24 * HOUR, lastUpdateId: 8n })).toBe(false);
    expect(await isStored({ retrievedAt: BOOK_TIME + 24 * HOUR, lastUpdateId: 9n })).toBe(true);
  });

  test('without update ids is told apart by its time', async () => {
    expect(await isStored({ lastUpdateId: null, exchangeTs: BOOK_TIME })).toBe(true);
    expect(await isStored({ lastUpdateId: null, exchangeTs: BOOK_TIME, retrievedAt: BOOK_TIME + 1 })).toBe(
      false,
    );
    expect(await isStored({ lastUpdateId: null, exchangeTs: BOOK_TIME + 1 })).toBe(true);
  });

  test('of another instrument is another one, and many at once store each update once', async () => {
    const other = await newSymbol();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        store.store(symbol, makeBook({ retrievedAt: BOOK_TIME + index, lastUpdateId: BigInt(index % 2) })),
      ),
    );
    expect(outcomes.filter(({ stored }) => stored)).toHaveLength(2);
    expect(await store.newest(other)).toBeNull();
    expect(await store.store(other, makeBook())).toEqual({ stored: true });
  });

  test.each<[string, Partial<OrderBookSnapshot>]>([
    ['crossed', { bids: levels(['101', '1']) }],
    ['unsorted', { asks: levels(['102', '1'], ['101', '1']) }],
    ['not positive', { bids: levels(['100', '0']) }],
    ['empty', { bids: [], asks: [] }],
  ])('that is %s is refused and not stored', async (_name, wrong) => {
    await expect(store.store(symbol, makeBook(wrong))).rejects.toThrow(InvalidDataError);
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
          const snapshot = makeBook({
            bids: ascending.slice(0, cut).toReversed(),
            asks: ascending.slice(cut),
            lastUpdateId: id,
          });
          const own = await newSymbol();
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
