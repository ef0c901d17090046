import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KlineTable, silentLogger } from '@marketloom/exchange';
import { createTestDatabase } from '@marketloom/testing';
import { afterEach, expect, test } from 'vitest';
import type { Connection } from '../connection/connection.ts';
import { DatabaseAddress } from '../connection/database-address.ts';
import { PgConnection } from '../connection/pg-connection.ts';
import { withSession } from '../connection/transaction.ts';
import { LocalClaims } from '../klines/local-claims.ts';
import { PostgresKlineStore } from '../klines/postgres-kline-store.ts';
import { readView } from '../testing/aggregate-fixture.ts';
import { addSymbol, makeKlines, minutes, storedBatch, withColumns } from '../testing/kline-fixture.ts';
import { WasmTimescale } from '../testing/wasm-timescale.ts';
import { migrate } from './migrate.ts';
import { migrationsFolder } from './migrations-folder.ts';

/** The first migration of each track that came with volumes that can be null. */
const FIRST = { '.': 11, timescaledb: 4, 'timescaledb-aggregates': 5 };

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** The migrations from before volumes could be null. */
async function earlierMigrations(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'marketloom-earlier-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  await cp(migrationsFolder(), folder, { recursive: true });
  for (const [track, first] of Object.entries(FIRST)) {
    const files = await readdir(join(folder, track));
    for (const file of files.filter((name) => Number.parseInt(name, 10) >= first)) {
      await rm(join(folder, track, file));
    }
  }
  return folder;
}

async function onTestServer(): Promise<Connection> {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  const connection = new PgConnection({ address: DatabaseAddress.parse(database.url) });
  cleanups.push(() => connection.close());
  return connection;
}

async function inProcess(): Promise<Connection> {
  const server = await WasmTimescale.open();
  cleanups.push(() => server.close());
  return server;
}

const servers = [
  { name: "the tests' server", open: onTestServer },
  { name: 'TimescaleDB, where candles are compressed and aggregated', open: inProcess },
];

test.each(servers)('a database of before takes candles without a volume: $name', async ({ open }) => {
  const connection = await open();
  const migrateWith = (folder?: string): Promise<string> =>
    withSession(connection, (session) =>
      migrate(session, {
        location: 'there',
        logger: silentLogger,
        ...(folder === undefined ? {} : { folder }),
      }),
    );
  await migrateWith(await earlierMigrations());
  const store = new PostgresKlineStore(connection, new LocalClaims());
  const [told, untold] = [await addSymbol(connection, 'TOLD'), await addSymbol(connection, 'UNTOLD')];
  const write = async (symbolId: number, klines: KlineTable): Promise<void> => {
    await using series = await store.claim(symbolId, '1m');
    await series.write({ ...storedBatch([minutes(0, 180)]), klines });
  };
  const all = makeKlines([minutes(0, 180)]);
  await write(told, all);
  // As users have their own views on ours.
  await connection.query('CREATE VIEW of_mine AS SELECT * FROM aggregated_klines');
  const before = await readView(connection, told, '1h');
  expect(before).toHaveLength(3);

  const mode = await migrateWith();
  if (mode === 'full') await connection.query("SELECT compress_chunk(c) FROM show_chunks('klines') c");
  expect(await readView(connection, told, '1h')).toEqual(before);
  await write(untold, withColumns(all, { volume: null }));
  await write(told, withColumns(all, { volume: null }));

  const stored = await store.read(untold, '1m', minutes(0, 180));
  expect(stored.columns).toMatchObject({ volume: null, close: all.columns.close });
  expect((await readView(connection, untold, '2h')).map(({ volume }) => volume)).toEqual([null, null]);
  // Who does not tell has nothing to say of what another one told.
  expect(await readView(connection, told, '1h')).toEqual(before);
  expect((await connection.query('SELECT FROM of_mine')).rowCount).toBeGreaterThan(0);
});
