import { createTestDatabase } from '@marketloom/testing';
import { expect, test } from 'vitest';
import { DatabaseAddress } from '../connection/database-address.ts';
import { PgConnection } from '../connection/pg-connection.ts';
import { openDatabase } from '../open-database.ts';
import { addSymbol } from '../testing/kline-fixture.ts';
import { runNode } from '../testing/run-node.ts';

const BOOKS = 3;

test('who is killed while it stores books loses none that it was told is stored, and leaves none by halves', async () => {
  const server = await createTestDatabase();
  const database = await openDatabase({ url: server.url });
  const connection = new PgConnection({ address: DatabaseAddress.parse(server.url) });
  const symbol = await addSymbol(connection, 'KILLED');
  for (const [round, batches] of [1, 3, 6].entries()) {
    const writer = runNode(`
      import { Big } from 'big.js';
      import { openDatabase } from '@marketloom/storage';
      const database = await openDatabase({ url: ${JSON.stringify(server.url)}, migrate: false });
      const side = (from, step) => Array.from({ length: 500 }, (_, level) =>
        ({ price: new Big(from + level * step), size: new Big('0.25') }));
      const bids = side(10000, -1), asks = side(10001, 1);
      for (let batch = 0; ; batch += 1) {
        await database.orderBooks.storeAll(Array.from({ length: ${BOOKS} }, (_, book) => {
          const id = ${round} * 1000000 + batch * ${BOOKS} + book;
          return { symbolId: ${symbol}, snapshot: { instrument: { exchange: 'testex' }, sizeUnit: 'base', bids, asks, depth: 500,
            lastUpdateId: BigInt(id), exchangeTs: null, retrievedAt: Date.UTC(2024, 0, 1) + id } };
        }));
        console.log(batch);
      }`);
    let told = -1;
    while (told < batches) told = Number(await writer.line());
    writer.child.kill('SIGKILL');
    expect(await writer.ended).toMatchObject({ signal: 'SIGKILL' });
    const { rows } = await connection.query<{ count: string; last: string }>(
      `SELECT count(*)::text AS count, (max(last_update_id) % 1000000)::text AS last FROM order_book_snapshots
       WHERE symbol_id = $1 AND last_update_id >= $2::text::bigint AND cardinality(ask_prices) = 500`,
      [symbol, String(round * 1_000_000)],
    );
    const count = Number(rows[0]?.count);
    expect(count).toBeGreaterThanOrEqual((told + 1) * BOOKS);
    expect(count % BOOKS).toBe(0);
    expect(rows[0]?.last).toBe(String(count - 1));
  }
  await connection.close();
  await database.close();
  await server.drop();
}, 60_000);
