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
  readonly records: readonly OrderBookRecord[];
  /** Empties the table, and has the server write out what it has in hand. */
  clear(): Promise<void>;
  /** @throws {FailedBenchmarkError} when not all of the books are there, or the newest of an instrument is another one */
  check(): Promise<void>;
}

/** Makes one with so many books of a depth, in the order in which a recorder of all instruments would store them. */
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
  const series = added.map((entry) => ({ id: entry.id, books: madeBooks(entry, depth, entry.id) }));
  const records = Array.from({ length: count }, (_, index): OrderBookRecord => {
    const { id, books } = series[index % INSTRUMENTS] as (typeof series)[number];
    return { symbolId: id, snapshot: books.next().value };
  });
  return {
    url,
    database,
    records,
    clear: async () => {
      await queryRows(url, 'TRUNCATE order_book_snapshots');
      // What was written before is not to be paid for by what comes now. A user who may not, does without.
      await queryRows(url, 'CHECKPOINT').catch(() => {});
    },
    check: () => check(database, url, records),
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await queryRows(server.url, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function check(database: Database, url: string, records: readonly OrderBookRecord[]): Promise<void> {
  const [[count] = []] = await queryRows(url, 'SELECT count(*) FROM order_book_snapshots');
  if (Number(count) !== records.length) {
    throw new FailedBenchmarkError(`${count} books are stored, and ${records.length} should be`);
  }
  const newest = new Map(records.map((record) => [record.symbolId, record.snapshot]));
  for (const [symbolId, { bids, asks, lastUpdateId }] of newest) {
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
