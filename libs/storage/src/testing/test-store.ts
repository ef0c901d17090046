import { afterAll } from 'vitest';
import type { PgConnection } from '../connection/pg-connection.ts';
import { PostgresKlineStore } from '../klines/postgres-kline-store.ts';
import { PostgresOrderBookStore } from '../order-books/postgres-order-book-store.ts';
import { addSymbol } from './kline-fixture.ts';
import { createStoreFixture } from './store-fixture.ts';

/** A store in a database of one test file, which is dropped at its end. */
export interface TestStore<Store> {
  readonly store: Store;
  readonly connection: PgConnection;
  /** Another pool on the same database, as another process would have one. */
  readonly another: () => PgConnection;
  /** Adds a symbol that nobody else has; returns its id. */
  readonly newSymbol: () => Promise<number>;
}

/** Opens a store of candles for a test file. */
export function openKlineStore(): Promise<TestStore<PostgresKlineStore>> {
  return openStore((connection) => new PostgresKlineStore(connection));
}

/** Opens a store of order books for a test file. */
export function openBookStore(): Promise<TestStore<PostgresOrderBookStore>> {
  return openStore((connection) => new PostgresOrderBookStore(connection));
}

async function openStore<Store>(make: (connection: PgConnection) => Store): Promise<TestStore<Store>> {
  const database = await createStoreFixture();
  afterAll(() => database.drop());
  const { connection } = database;
  let symbols = 0;
  const newSymbol = (): Promise<number> => addSymbol(connection, `SYMBOL${(symbols += 1)}`);
  return { store: make(connection), connection, another: () => database.another(), newSymbol };
}
