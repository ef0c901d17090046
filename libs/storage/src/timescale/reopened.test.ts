import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@marketloom/exchange';
import { expect, test } from 'vitest';
import { withSession } from '../connection/transaction.ts';
import { migrate } from '../migrations/migrate.ts';
import { WasmTimescale } from '../testing/wasm-timescale.ts';

test('compressed candles are there after the in-process server was opened again', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'marketloom-wasm-'));
  const first = await WasmTimescale.open(directory);
  await withSession(first, (session) => migrate(session, { location: 'there', logger: silentLogger }));
  await first.query(
    "INSERT INTO klines SELECT 1, '1m', now() - i * interval '1 minute', 1, 2, 1, 1, 1 FROM generate_series(1, 500) i",
  );
  await first.query("SELECT compress_chunk(chunk) FROM show_chunks('klines') chunk");
  await first.close();

  const second = await WasmTimescale.open(directory);
  expect((await second.query('SELECT count(*) AS count FROM klines')).rows).toEqual([{ count: '500' }]);
  const mode = await withSession(second, (session) =>
    migrate(session, { location: 'there', logger: silentLogger }),
  );
  expect(mode).toBe('full');
  await second.close();
  await rm(directory, { recursive: true });
});
