import { randomBytes } from 'node:crypto';
import { type Database, openDatabase, type OrderBookRecord } from '@marketloom/storage';
import { FailedBenchmarkError } from '../failed-benchmark-error.ts';
import type { BenchmarkServer } from '../servers/benchmark-server.ts';
import { queryRows } from '../servers/query-rows.ts';
import { madeBooks, madeInstrument } from './made-books.ts';

/** The columns that are written, in the order of the file. */
export const BOOK_COLUMNS =
  'symbol_id, retrieved_at, exchange_ts, received_at, last_update_id, size_unit, depth, best_bid, best_bid_size, ' +
  'best_ask, best_ask_size, bid_prices, bid_sizes, ask_prices, ask_sizes';

const INSTRUMENTS = 10;

/** A database of its own, with the tables, ten instruments, and books that are to go into it. */
export interface BookTable extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
  /**
   * All books that are to be stored, the same each time, in the order in which a recorder of all instruments would store
   * them; each batch is made when it is asked for, as books come from an exchange.
   */
  batches(size: number): Generator<OrderBookRecord[]>;
  /** Empties the table, and has the server write out what it has in hand. */
  clear(): Promise<void>;
  /** @throws {FailedBenchmarkError} when not all of the books are there, or the newest of an instrument is another one */
  check(): Promise<void>;
}

/** Makes one for so many books of a depth. */
export async function makeBookTable(
  server: BenchmarkServer,
  depth: number,
  count: number,
): Promise<BookTable> {
  const name = `marketloom_benchmark_${randomBytes(6).toString('hex')}`;
  await queryRows(server.url, `CREATE DATABASE ${name}`);
  const address = new URL(server.url);
  address.pathname = `/${name}`;
  const url = address.href;
  const database = await openDatabase({ url, compressAfterDays: null });
  const { added } = await database.symbols.sync({
    exchange: 'sandbox',
    markets: ['spot'],
    failures: [],
    instruments: Array.from({ length: INSTRUMENTS }, (_, number) => madeInstrument(number)),
    quarantined: [],
    collisions: [],
    retrievedAt: Date.now(),
  });
  function* batches(size: number): Generator<OrderBookRecord[]> {
    const series = added.map((entry) => ({ id: entry.id, books: madeBooks(entry, depth, entry.id) }));
    for (let index = 0; index < count; index += size) {
      yield Array.from({ length: Math.min(size, count - index) }, (_, place): OrderBookRecord => {
        const { id, books } = series[(index + place) % INSTRUMENTS] as (typeof series)[number];
        return { symbolId: id, snapshot: books.next().value };
      });
    }
  }
  const newest = new Map<number, OrderBookRecord>();
  for (const batch of batches(INSTRUMENTS)) for (const record of batch) newest.set(record.symbolId, record);
  return {
    url,
    database,
    batches,
    clear: async () => {
      await queryRows(url, 'TRUNCATE order_book_snapshots');
      // What was written before is not to be paid for by what comes now. A user who may not, does without.
      await queryRows(url, 'CHECKPOINT').catch(() => {});
    },
    check: () => check(database, url, count, [...newest.values()]),
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await queryRows(server.url, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function check(
  database: Database,
  url: string,
  expected: number,
  newest: readonly OrderBookRecord[],
): Promise<void> {
  const [[count] = []] = await queryRows(url, 'SELECT count(*) FROM order_book_snapshots');
  if (Number(count) !== expected) {
    throw new FailedBenchmarkError(`${count} books are stored, and ${expected} should be`);
  }
  for (const { symbolId, snapshot } of newest) {
    const { bids, asks, lastUpdateId } = snapshot;
    const stored = await database.orderBooks.newest(symbolId);
    const print = (side: typeof bids): string =>
      side.map(({ price, size }) => `${price.toFixed()} ${size.toFixed()}`).join();
    const isSame =
      stored?.lastUpdateId === lastUpdateId &&
      print(stored.bids) === print(bids) &&
      print(stored.asks) === print(asks);
    if (!isSame)
      throw new FailedBenchmarkError(`the newest book of symbol ${symbolId} is not what was stored`);
  }
}
