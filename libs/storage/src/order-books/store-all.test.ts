import { packedOrderBook, packLevels } from '@marketloom/exchange';
import { Big } from 'big.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { InvalidDataError } from '../errors/invalid-data-error.ts';
import { anySides, BOOK_TIME, levels, makeBook } from '../testing/book-fixture.ts';
import { openBookStore } from '../testing/test-store.ts';
import { InvalidOrderBookError } from './invalid-order-book-error.ts';
import type { OrderBookRecord } from './order-book-store.ts';
import { PostgresOrderBookStore } from './postgres-order-book-store.ts';

const MINUTE = 60_000;
const { store, connection, another, newSymbol } = await openBookStore();
let symbol: number;

beforeEach(async () => {
  symbol = await newSymbol();
});

const rowsOf = async (symbolId: number): Promise<object[]> => {
  const { rows } = await connection.query(
    'SELECT last_update_id, retrieved_at, received_at, bid_prices::text FROM order_book_snapshots WHERE symbol_id = $1 ORDER BY 1, 2, 3',
    [symbolId],
  );
  return rows;
};

describe('a batch of order books', () => {
  test('fares as if they came one after the other', async () => {
    const key = fc.record({
      of: fc.nat({ max: 1 }),
      updateId: fc.option(fc.bigInt({ min: 0n, max: 3n })),
      minute: fc.constantFrom(0, 1, 59, 60, 61, 119, 120, 121, 400),
      exchangeMinute: fc.option(fc.constantFrom(0, 60, 61, 121)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(key, { maxLength: 12 }), fc.nat({ max: 12 }), async (keys, cut) => {
        const singly = [await newSymbol(), await newSymbol()];
        const together = [await newSymbol(), await newSymbol()];
        const record = (index: number, ids: readonly number[]): OrderBookRecord => {
          const { of, updateId, minute, exchangeMinute } = keys[index]!;
          const snapshot = makeBook({
            lastUpdateId: updateId,
            retrievedAt: BOOK_TIME + minute * MINUTE,
            exchangeTs: exchangeMinute === null ? null : BOOK_TIME + exchangeMinute * MINUTE,
            bids: levels([`0.${index + 1}`, '1']),
          });
          return { symbolId: ids[of]!, snapshot };
        };
        const outcomes = [];
        for (const index of keys.keys()) {
          const { symbolId, snapshot } = record(index, singly);
          outcomes.push(await store.store(symbolId, snapshot));
        }
        const batch = [...keys.keys()].map((index) => record(index, together));
        const ofBatch = [
          ...(await store.storeAll(batch.slice(0, cut))),
          ...(await store.storeAll(batch.slice(cut))),
        ];
        expect(ofBatch).toEqual(outcomes);
        for (const [index, id] of singly.entries()) {
          expect(await rowsOf(together[index]!)).toEqual(await rowsOf(id));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('keeps every digit, of thousands of levels too', async () => {
    const decimal = fc
      .tuple(fc.bigInt({ min: 1n, max: 10n ** 40n }), fc.integer({ min: -30, max: 20 }))
      .map(([digits, exponent]) => new Big(`${digits}e${exponent}`));
    const [small, large] = [fc.sample(anySides(decimal, 20), 15), fc.sample(anySides(decimal, 5000), 1)];
    const deep = Array.from({ length: 5000 }, (_, level) => `${6_000_000 - level * 3}e-2`);
    const sides = [
      ...small,
      ...large,
      { bids: levels(...deep.map((price) => [price, '0.5'] as const)), asks: [] },
    ];
    const batch = await Promise.all(
      sides.map(async (side) => ({ symbolId: await newSymbol(), snapshot: makeBook(side) })),
    );
    expect((await store.storeAll(batch)).every(({ stored }) => stored)).toBe(true);
    for (const { symbolId, snapshot } of batch) {
      const stored = await store.newest(symbolId);
      expect([stored?.bids, stored?.asks]).toEqual([snapshot.bids, snapshot.asks]);
    }
  });

  test('is stored the same from packed levels as from objects, column by column', async () => {
    const text = fc
      .tuple(
        fc.bigInt({ min: 1n, max: 10n ** 30n }),
        fc.integer({ min: -30, max: 20 }),
        fc.constantFrom('', '0', '000'),
      )
      .map(([digits, exponent, zeros]) => {
        const plain = new Big(`${digits}e${exponent}`).toFixed();
        return plain.includes('.') ? plain + zeros : plain + (zeros && `.${zeros}`);
      });
    const side = fc.uniqueArray(fc.tuple(text, text), {
      minLength: 1,
      maxLength: 200,
      selector: ([price]) => new Big(price).toFixed(),
    });
    const columnsOf = async (symbolId: number): Promise<object[]> => {
      const { rows } = await connection.query(
        `SELECT best_bid::text, best_bid_size::text, best_ask::text, best_ask_size::text,
           bid_prices::text, bid_sizes::text, ask_prices::text, ask_sizes::text, depth, size_unit
         FROM order_book_snapshots WHERE symbol_id = $1`,
        [symbolId],
      );
      return rows;
    };
    await fc.assert(
      fc.asyncProperty(side, fc.nat(), async (given, place) => {
        const rising = given.toSorted(([one], [other]) => new Big(one).cmp(other));
        const cut = place % (rising.length + 1);
        const [bids, asks] = [rising.slice(0, cut).toReversed(), rising.slice(cut)];
        const packed = packedOrderBook(makeBook(), { bids: packLevels(bids), asks: packLevels(asks) });
        const plain = makeBook({ bids: levels(...bids), asks: levels(...asks) });
        const ids = [await newSymbol(), await newSymbol()] as const;
        const batch = [
          { symbolId: ids[0], snapshot: packed },
          { symbolId: ids[1], snapshot: plain },
        ];
        expect(await store.storeAll(batch)).toEqual([{ stored: true }, { stored: true }]);
        const rows = await columnsOf(ids[0]);
        expect(rows).toHaveLength(1);
        expect(rows).toEqual(await columnsOf(ids[1]));
      }),
      { numRuns: 40 },
    );
  });

  test('is refused as a whole, naming the book that cannot be one', async () => {
    const good = { symbolId: symbol, snapshot: makeBook() };
    const wrong = [
      { bids: levels(['101', '1']) },
      { retrievedAt: Number.NaN },
      { exchangeTs: 0.5 },
      { depth: 0 },
      { lastUpdateId: 2n ** 63n },
      { bids: levels(['1e-20000', '1']) },
      { asks: levels(['1e131072', '1']) },
    ].map((part) => makeBook({ lastUpdateId: 8n, ...part }));
    const sides = { bids: packLevels([['101', '1']]), asks: packLevels([['100', '1']]) };
    wrong.push(packedOrderBook(makeBook({ lastUpdateId: 8n }), sides));
    for (const snapshot of wrong) {
      const batch = [good, { symbolId: symbol, snapshot }, good];
      const error = await store.storeAll(batch).catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(InvalidOrderBookError);
      expect(error).toMatchObject({ kind: 'invalidData', index: 1 });
      expect((error as Error).message).toMatch(/book 1 of 3: .*nothing was stored/);
    }
    const unknown = { symbolId: 999_999, snapshot: makeBook() };
    await expect(store.storeAll([good, unknown])).rejects.toThrow(InvalidDataError);
    expect(await rowsOf(symbol)).toEqual([]);
    expect(await store.storeAll([])).toEqual([]);
  });

  test('and others at once, of the same instruments in any order, store each update once', async () => {
    const ids = [symbol, await newSymbol(), await newSymbol()];
    const stores = [another(), another(), another()].map((pool) => new PostgresOrderBookStore(pool));
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, turn) => {
        const order = turn % 2 === 0 ? ids : ids.toReversed();
        const batch = order.flatMap((symbolId) =>
          [0, 1].map((more) => {
            const updateId = BigInt(Math.floor(turn / 3) + more);
            const retrievedAt = BOOK_TIME + Number(updateId) * 1000;
            return { symbolId, snapshot: makeBook({ lastUpdateId: updateId, retrievedAt }) };
          }),
        );
        return stores[turn % 3]!.storeAll(batch);
      }),
    );
    expect(outcomes.flat().filter(({ stored }) => stored)).toHaveLength(15);
    for (const id of ids) expect(await rowsOf(id)).toHaveLength(5);
  });

  test('is looked for by its update ids, and not among all books of the hours around it', async () => {
    const books = Array.from({ length: 3_600 }, (_, second) => ({
      symbolId: symbol,
      snapshot: makeBook({ lastUpdateId: BigInt(second), retrievedAt: BOOK_TIME + second * 1_000 }),
    }));
    const pool = another();
    const theirs = new PostgresOrderBookStore(pool);
    await theirs.storeAll(books.slice(1));
    await connection.query('ANALYZE order_book_snapshots');
    expect(await theirs.storeAll(books.slice(0, 2))).toEqual([{ stored: true }, { stored: false }]);
    // A session tells its statistics at the latest when it ends.
    await pool.close();
    const looks = async (): Promise<unknown> => {
      const { rows } = await connection.query<{ rows: string; looks: string }>(
        `SELECT sum(idx_tup_read) < 3600 AS few, sum(idx_scan) > 0 AS any FROM pg_stat_user_indexes
         WHERE indexrelname LIKE '%order_book_snapshots_updates'`,
      );
      return rows[0];
    };
    await expect.poll(looks, { timeout: 10_000 }).toEqual({ few: true, any: true });
  });
});
