import { assertOrderBook, type OrderBookLevel, type OrderBookSnapshot } from '@marketloom/exchange';
import { ifSkipped, type Recording, recordings } from '@marketloom/testing';
import { Big } from 'big.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeInstrument } from '../testing/instrument-fixture.ts';
import { addSymbol } from '../testing/kline-fixture.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import { PostgresOrderBookStore } from './postgres-order-book-store.ts';

type Pair = readonly [price: string, size: string, ...rest: unknown[]];

/** Recorded answers that hold a book as pairs of texts at the top, whatever the exchange. */
const books = (recordings?.index ?? []).flatMap((recording): [string, Recording, OrderBookSnapshot][] => {
  if (!/(?:^|\/)orderbook__/.test(recording.file)) return [];
  const body = recordings!.text(recording.file);
  const { bids, asks } = JSON.parse(body) as { bids?: Pair[]; asks?: Pair[] };
  const isText = (pairs: unknown): boolean =>
    Array.isArray(pairs) && Array.isArray(pairs[0]) && typeof pairs[0][0] === 'string';
  if (!bids || !asks || !isText(bids) || !isText(asks)) return [];
  const levels = (pairs: readonly Pair[]): OrderBookLevel[] =>
    pairs.map(([price, size]) => ({ price: new Big(price), size: new Big(size) }));
  const lastUpdateId = /"lastUpdateId":\s*(\d+)/.exec(body)?.[1];
  const snapshot: OrderBookSnapshot = {
    instrument: makeInstrument('BTC-USDT-SPOT'),
    sizeUnit: 'base',
    bids: levels(bids),
    asks: levels(asks),
    depth: 1000,
    lastUpdateId: lastUpdateId === undefined ? null : BigInt(lastUpdateId),
    exchangeTs: null,
    retrievedAt: Date.UTC(2024, 0, 1),
  };
  return [[recording.file, recording, snapshot]];
});

describe.skipIf(recordings === null)(`recorded books${ifSkipped}`, () => {
  let database: StoreFixture;
  let store: PostgresOrderBookStore;
  beforeAll(async () => {
    database = await createStoreFixture();
    store = new PostgresOrderBookStore(database.connection);
  });
  afterAll(() => database.drop());

  test('are there in numbers, and all of binance are books', () => {
    expect(books.length).toBeGreaterThanOrEqual(20);
    expect(books.filter(([, { exchange }, snapshot]) => exchange === 'binance' && !isBook(snapshot))).toEqual(
      [],
    );
  });

  test.each(books.filter(([, , snapshot]) => isBook(snapshot)))(
    '%s comes back level by level',
    async (file, _recording, snapshot) => {
      const symbol = await addSymbol(database.connection, file);
      expect(await store.store(symbol, snapshot)).toEqual({ stored: true });
      const stored = await store.newest(symbol);
      expect(stored?.bids).toEqual(snapshot.bids);
      expect(stored?.asks).toEqual(snapshot.asks);
      expect(stored?.lastUpdateId).toBe(snapshot.lastUpdateId);
    },
  );

  test('that are crossed or out of order are refused', async () => {
    const symbol = await addSymbol(database.connection, 'NO BOOK');
    for (const [, , snapshot] of books.filter(([, , candidate]) => !isBook(candidate))) {
      await expect(store.store(symbol, snapshot)).rejects.toMatchObject({ kind: 'invalidData' });
    }
    expect(await store.newest(symbol)).toBeNull();
  });
});

function isBook(snapshot: OrderBookSnapshot): boolean {
  try {
    assertOrderBook(snapshot, 'test');
    return true;
  } catch {
    return false;
  }
}
