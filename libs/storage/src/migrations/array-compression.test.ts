import { silentLogger } from '@marketloom/exchange';
import { createTestDatabase } from '@marketloom/testing';
import { expect, test } from 'vitest';
import { DatabaseAddress } from '../connection/database-address.ts';
import { PgConnection } from '../connection/pg-connection.ts';
import { withSession } from '../connection/transaction.ts';
import { WasmTimescale } from '../testing/wasm-timescale.ts';
import { migrate } from './migrate.ts';

const compression = `SELECT DISTINCT attcompression AS method FROM pg_attribute
  WHERE attrelid = 'order_book_snapshots'::regclass AND attname ~ '^(bid|ask)_(prices|sizes)$'`;

test('levels are compressed with lz4 where the server was built with it', async () => {
  const database = await createTestDatabase();
  const connection = new PgConnection({ address: DatabaseAddress.parse(database.url) });
  const { rows } = await connection.query<{ built: boolean }>(
    "SELECT 'lz4' = ANY (enumvals) AS built FROM pg_settings WHERE name = 'default_toast_compression'",
  );
  await withSession(connection, (session) => migrate(session, { location: 'there', logger: silentLogger }));
  const method = rows[0]?.built ? 'l' : '';
  expect((await connection.query(compression)).rows).toEqual([{ method }]);
  await connection.close();
  await database.drop();
});

test('levels are compressed as the server does it where it was built without lz4', async () => {
  const server = await WasmTimescale.open();
  await withSession(server, (session) => migrate(session, { location: 'there', logger: silentLogger }));
  expect((await server.query(compression)).rows).toEqual([{ method: '' }]);
  await server.close();
});
