import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom, PrivateServer } from '@marketloom/testing';
import { expect, test } from 'vitest';
import { DatabaseAddress } from './connection/database-address.ts';
import { PgConnection } from './connection/pg-connection.ts';
import { type AnyStorageError, isStorageError } from './errors/any-storage-error.ts';
import { openDatabase } from './open-database.ts';
import { BOOK_TIME, makeBook } from './testing/book-fixture.ts';
import { addSymbol, minute, minutes, storedBatch } from './testing/kline-fixture.ts';

const ALL = minutes(0, 40_000);
const BATCH_MINUTES = 500;
const HANGS = 2;

/** Does a piece of work until it is done, and gives the errors that it took. */
async function persist(work: () => Promise<void>): Promise<AnyStorageError[]> {
  for (const errors: AnyStorageError[] = []; ;) {
    try {
      await work();
      return errors;
    } catch (error) {
      if (!isStorageError(error) || !error.retryable) throw error;
      errors.push(error);
    }
  }
}

test('while a server hangs those who write are told so, and once it goes on nothing is doubled or lost', async () => {
  await using server = await PrivateServer.start();
  const { url } = server.database;
  await using database = await openDatabase({ url, timeoutMs: 1_000 });
  const connection = new PgConnection({ address: DatabaseAddress.parse(url) });
  const symbol = await addSymbol(connection, 'HUNG');
  const progress = { batches: 0, books: 0, isDone: false };

  const writeKlines = async (): Promise<void> => {
    await using series = await database.klines.claim(symbol, '1m');
    for (const { start, end } of await series.missing(ALL)) {
      for (let at = start; at < end; at += BATCH_MINUTES * 60_000) {
        const range = { start: at, end: Math.min(end, at + BATCH_MINUTES * 60_000) };
        await series.write(storedBatch([range]));
        progress.batches += 1;
      }
    }
  };
  const writeBooks = async (): Promise<void> => {
    while (!progress.isDone || progress.books === 0) {
      const { books: next } = progress;
      const books = [next, next + 1].map((id) =>
        makeBook({ lastUpdateId: BigInt(id), retrievedAt: BOOK_TIME + id }),
      );
      await database.orderBooks.storeAll(books.map((snapshot) => ({ symbolId: symbol, snapshot })));
      progress.books += 2;
    }
  };
  const random = seededRandom(3);
  const hang = async (): Promise<number> => {
    let hangs = 0;
    for (; hangs < HANGS; hangs += 1) {
      const until = progress.batches + 5;
      while (progress.batches < until && !progress.isDone) await sleep(1);
      await sleep(random() * 20);
      if (progress.isDone) break;
      await server.pause();
      await sleep(3_000);
      server.resume();
    }
    return hangs;
  };

  const hanging = hang();
  const books = persist(writeBooks);
  const errors = await persist(writeKlines);
  progress.isDone = true;
  const hangs = await hanging;
  errors.push(...(await books));

  expect(hangs).toBeGreaterThan(0);
  expect(errors.filter(({ message }) => message.includes('has said nothing for 1 s')).length).toBeGreaterThan(
    0,
  );
  expect(await database.klines.check(symbol, '1m')).toEqual({ findings: [], omitted: 0, candles: 40_000 });
  const [status] = await database.klines.status({ symbolIds: [symbol] });
  expect(status?.coverage).toMatchObject([{ start: minute(0), end: minute(40_000), status: 'stored' }]);
  const { rows } = await connection.query(
    `SELECT (SELECT count(*)::integer FROM kline_revisions) AS revisions,
       (SELECT count(*)::integer FROM order_book_snapshots) AS books,
       (SELECT count(DISTINCT last_update_id)::integer FROM order_book_snapshots) AS updates`,
  );
  expect(rows).toEqual([{ revisions: 0, books: progress.books, updates: progress.books }]);
  // The server's side of the connections that were given up holds no lock for ever.
  const held = `SELECT FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  while ((await connection.query(held)).rowCount !== 0) await sleep(50);
  await connection.close();
}, 120_000);
