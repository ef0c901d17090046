import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OrderBookSnapshot, silentLogger } from '@marketloom/exchange';
import { Big } from 'big.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../connection/connection.ts';
import { withSession } from '../connection/transaction.ts';
import { migrate } from '../migrations/migrate.ts';
import { anySides, BOOK_TIME, levels, makeBook } from '../testing/book-fixture.ts';
import { addSymbol } from '../testing/kline-fixture.ts';
import { type ContractTerms, imbalanceOf, levelsWithin, sizesOf, takeFrom } from '../testing/reckon-book.ts';
import { createStoreFixture } from '../testing/store-fixture.ts';
import { WasmTimescale } from '../testing/wasm-timescale.ts';
import { PostgresOrderBookStore } from './postgres-order-book-store.ts';

interface Fixture {
  readonly connection: Connection;
  drop(): Promise<void>;
}
const onWasm = async (): Promise<Fixture> => {
  const connection = await WasmTimescale.open();
  await withSession(connection, (session) => migrate(session, { location: 'here', logger: silentLogger }));
  return { connection, drop: () => connection.close() };
};

type Row = Record<string, string | null>;

/** Decimals as exchanges have them, from tiny to large. */
const decimal = fc
  .tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: -9, max: 2 }))
  .map(([digits, exponent]) => new Big(`${digits}e${exponent}`));
const terms = fc.option(
  fc.record({ contractSize: fc.constantFrom('1', '100', '0.001', '7'), inverse: fc.boolean() }),
);

describe.each<[string, () => Promise<Fixture>]>([
  ["the tests' server", createStoreFixture],
  ['TimescaleDB', onWasm],
])('order books in SQL on %s', (_name, open) => {
  let database: Fixture;
  let store: PostgresOrderBookStore;
  let count = 0;
  beforeAll(async () => {
    database = await open();
    store = new PostgresOrderBookStore(database.connection);
  });
  afterAll(() => database.drop());

  const keep = async (snapshot: OrderBookSnapshot, contract: ContractTerms | null): Promise<number> => {
    const symbol = await addSymbol(database.connection, `SQL${(count += 1)}`);
    if (contract !== null) {
      await database.connection.query(
        'UPDATE symbols SET contract_size = $2::text::numeric, settle_asset = $3 WHERE id = $1',
        [symbol, contract.contractSize, contract.inverse ? 'A' : 'B'],
      );
    }
    await store.store(symbol, snapshot);
    return symbol;
  };
  const ask = async (symbol: number, select: string, from: string, ...values: string[]): Promise<Row[]> => {
    const { rows } = await database.connection.query<Row>(
      `SELECT ${select} FROM order_book_snapshots AS book ${from} WHERE book.symbol_id = $1`,
      [symbol, ...values],
    );
    return rows;
  };

  test('agree with the same reckoned level by level', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        anySides(decimal, 12),
        terms,
        fc.integer({ min: 0, max: 20_000 }).map((hundredths) => new Big(hundredths).times('0.5').toFixed()),
        fc.integer({ min: 1, max: 14 }),
        decimal,
        async (sides, contract, bps, top, amount) => {
          const snapshot = makeBook({ ...sides, sizeUnit: contract === null ? 'base' : 'contracts' });
          const symbol = await keep(snapshot, contract);
          await compareTops(symbol, snapshot);
          await compareDepth(symbol, snapshot, contract, bps);
          await compareImbalance(symbol, snapshot, top, bps);
          await compareOrders(symbol, snapshot, contract, amount);
          await compareLevels(symbol, snapshot, contract);
        },
      ),
      { numRuns: 60 },
    );
  });

  async function compareTops(symbol: number, { bids, asks }: OrderBookSnapshot): Promise<void> {
    const { rows } = await database.connection.query<Row>(
      `SELECT best_bid::text, best_ask::text, mid::text, spread::text, spread_bps::text
       FROM order_book_tops WHERE symbol_id = $1`,
      [symbol],
    );
    const bid = bids[0]?.price;
    const offer = asks[0]?.price;
    const [top] = rows;
    expect([top?.['best_bid'], top?.['best_ask']]).toEqual([
      bid?.toFixed() ?? null,
      offer?.toFixed() ?? null,
    ]);
    const spread = bid && offer ? offer.minus(bid) : null;
    const mid = bid && offer ? bid.plus(offer).times('0.5') : null;
    expect([top?.['mid'], top?.['spread']]).toEqual([mid?.toFixed() ?? null, spread?.toFixed() ?? null]);
    expectDecimal(top?.['spread_bps'], spread && mid && new Wide(spread).times(10_000).div(mid), true);
  }

  async function compareDepth(
    symbol: number,
    snapshot: OrderBookSnapshot,
    contract: ContractTerms | null,
    bps: string,
  ): Promise<void> {
    const [row] = await ask(
      symbol,
      `bid_size::text, ask_size::text, bid_quote::text, ask_quote::text, bids_complete::text, asks_complete::text`,
      'CROSS JOIN order_book_depth(book, $2::text::numeric)',
      bps,
    );
    const within = levelsWithin(snapshot, bps);
    for (const side of ['bid', 'ask'] as const) {
      const taken = within?.[`${side}s`].map((level) => sizesOf(level, contract));
      expectDecimal(row?.[`${side}_size`], taken && sum(taken.map(({ base }) => base)), divides(contract));
      expectDecimal(row?.[`${side}_quote`], taken && sum(taken.map(({ quote }) => quote)), false);
      const all = snapshot[`${side}s`];
      const complete =
        all.length < snapshot.depth || (within === null ? null : within[`${side}s`].length < all.length);
      expect(row?.[`${side}s_complete`]).toBe(complete === null ? null : String(complete));
    }
  }

  async function compareImbalance(
    symbol: number,
    snapshot: OrderBookSnapshot,
    top: number,
    bps: string,
  ): Promise<void> {
    const [row] = await ask(
      symbol,
      `order_book_imbalance(book, $2::text::integer)::text AS top,
       order_book_imbalance_within(book, $3::text::numeric)::text AS within`,
      '',
      String(top),
      bps,
    );
    const within = levelsWithin(snapshot, bps);
    expectDecimal(row?.['top'], imbalanceOf(snapshot.bids.slice(0, top), snapshot.asks.slice(0, top)), true);
    expectDecimal(row?.['within'], within && imbalanceOf(within.bids, within.asks), true);
  }

  async function compareOrders(
    symbol: number,
    { bids, asks }: OrderBookSnapshot,
    contract: ContractTerms | null,
    amount: Big,
  ): Promise<void> {
    for (const [name, side] of [['buy', asks] as const, ['sell', bids] as const]) {
      const [row] = await ask(
        symbol,
        `filled::text, unfilled::text, quote::text, average_price::text, worst_price::text, levels::text`,
        `CROSS JOIN order_book_${name}(book, $2::text::numeric)`,
        amount.toFixed(),
      );
      const order = takeFrom(side, amount, contract);
      expectDecimal(row?.['filled'], order.filled, divides(contract));
      expectDecimal(row?.['quote'], order.quote, divides(contract));
      const average = order.filled.eq(0) ? null : order.quote.div(order.filled);
      expectDecimal(row?.['average_price'], average, true);
      expect(row?.['worst_price']).toBe(order.worst?.toFixed() ?? null);
      expect(row?.['levels']).toBe(String(order.levels));
      expect(new Big(row?.['filled'] ?? 0).plus(row?.['unfilled'] ?? 0).eq(amount)).toBe(true);
    }
  }

  async function compareLevels(
    symbol: number,
    { bids, asks }: OrderBookSnapshot,
    contract: ContractTerms | null,
  ): Promise<void> {
    const rows = await ask(
      symbol,
      `side, level::text, price::text, size::text, base_size::text, quote_size::text`,
      'CROSS JOIN order_book_levels(book)',
    );
    const all = [
      ...bids.map((level) => ({ side: 'bid', level })),
      ...asks.map((level) => ({ side: 'ask', level })),
    ];
    expect(rows.map(({ side, level, price, size }) => [side, level, price, size])).toEqual(
      all.map(({ side, level }, index) => [
        side,
        String(side === 'bid' ? index + 1 : index + 1 - bids.length),
        level.price.toFixed(),
        level.size.toFixed(),
      ]),
    );
    all.forEach(({ level }, index) => {
      const { base, quote } = sizesOf(level, contract);
      expectDecimal(rows[index]?.['base_size'], base, divides(contract));
      expectDecimal(rows[index]?.['quote_size'], quote, false);
    });
  }

  test('give no size where that of a contract is not known, and none to no order', async () => {
    const symbol = await keep(makeBook({ sizeUnit: 'contracts' }), null);
    const select = 'bid_size::text AS depth, filled::text, unfilled::text, worst_price::text AS worst';
    const from = `CROSS JOIN order_book_depth(book, 100) CROSS JOIN order_book_buy(book, 1)`;
    expect(await ask(symbol, select, from)).toEqual([
      { depth: null, filled: null, unfilled: null, worst: null },
    ]);
    const known = await keep(makeBook(), null);
    for (const amount of ['0', '-1', 'NULL']) {
      const order = `CROSS JOIN order_book_sell(book, ${amount})`;
      expect(await ask(known, 'filled, unfilled, quote, average_price, worst_price', order)).toEqual([
        { filled: null, unfilled: null, quote: null, average_price: null, worst_price: null },
      ]);
    }
  });

  test('answer the examples of the README', async () => {
    const readme = await readFile(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
    const [, section = ''] = readme.split('### In SQL');
    const examples =
      /```sql\n([^`]+)```/
        .exec(section)?.[1]
        ?.split(/;\n+/)
        .filter((text) => text.trim() !== '') ?? [];
    expect(examples).toHaveLength(3);
    const symbol = await keep(makeBook({ retrievedAt: BOOK_TIME + 60_000 }), null);
    for (const example of examples) {
      const query = example
        .replaceAll('symbol_id = 1', `symbol_id = ${symbol}`)
        .replace('order_book_at(1,', `order_book_at(${symbol},`);
      expect((await database.connection.query(query)).rows).not.toEqual([]);
    }
  });

  test('find the book of a time', async () => {
    const symbol = await addSymbol(database.connection, `AT${count}`);
    const book = (second: number): OrderBookSnapshot =>
      makeBook({
        retrievedAt: BOOK_TIME + second * 1000,
        lastUpdateId: BigInt(second),
        bids: levels([`${second}`, '1']),
        asks: [],
      });
    await store.storeAll([1, 5, 9].map((second) => ({ symbolId: symbol, snapshot: book(second) })));
    for (const [second, found] of [
      [0, null],
      [1, 1],
      [8.999, 5],
      [9, 9],
      [9_999_999, 9],
    ] as const) {
      const time = BOOK_TIME + second * 1000;
      const { rows } = await database.connection.query<{ id: string }>(
        'SELECT last_update_id::text AS id FROM order_book_at($1::integer, $2::timestamptz)',
        [symbol, new Date(time).toISOString()],
      );
      expect(rows).toEqual(found === null ? [] : [{ id: String(found) }]);
      const stored = await store.at(symbol, time);
      expect(stored?.bids ?? null).toEqual(found === null ? null : book(found).bids);
    }
    expect((await store.newest(symbol))?.lastUpdateId).toBe(9n);
  });
});

/** Whether sizes in base are quotients. */
const divides = (contract: ContractTerms | null): boolean => contract?.inverse ?? false;

const Wide = Big();
Wide.DP = 60;

function sum(values: readonly Big[]): Big {
  return values.reduce((total, value) => total.plus(value), new Wide(0));
}

/** That the server's decimal is this one: exactly, unless something was divided, which rounds. */
function expectDecimal(
  text: string | null | undefined,
  expected: Big | null | undefined,
  divided: boolean,
): void {
  if (expected === null || expected === undefined) {
    expect(text).toBeNull();
    return;
  }
  const difference = new Wide(text as string).minus(expected).abs();
  const most = divided ? new Wide(expected).abs().times('1e-14') : 0;
  if (difference.gt(most)) expect(text).toBe(expected.toFixed());
}
