import { afterAll, describe, expect, test } from 'vitest';
import { addSymbol, minutes, storedBatch, withColumns, withoutTimes } from '../testing/kline-fixture.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import { withSession } from '../connection/transaction.ts';
import { timescaleMode } from '../timescale/use-timescale.ts';
import { PostgresKlineStore } from './postgres-kline-store.ts';

const database: StoreFixture = await createStoreFixture();
const mode = await withSession(database.connection, (session) => timescaleMode(session, 'look'));
const without = mode === 'full' ? '' : ' (skipped: the server does not compress)';
afterAll(() => database.drop());

describe.skipIf(mode !== 'full')(
  `candles in chunks that a native TimescaleDB has compressed${without}`,
  () => {
    const store = new PostgresKlineStore(database.connection);
    let symbols = 0;
    const claim = async (): ReturnType<PostgresKlineStore['claim']> => {
      symbols += 1;
      return store.claim(await addSymbol(database.connection, `NATIVE${symbols}`), '1m');
    };
    const compress = async (): Promise<void> => {
      await database.connection.query(
        "SELECT compress_chunk(chunk, if_not_compressed => true) FROM show_chunks('klines') AS chunk",
      );
    };
    const compressedChunks = async (): Promise<number> => {
      const { rows } = await database.connection.query(
        "SELECT FROM timescaledb_information.chunks WHERE hypertable_name = 'klines' AND is_compressed",
      );
      return rows.length;
    };
    test('more than one transaction may decompress by default: changes all over a long batch', async () => {
      await using series = await claim();
      const range = minutes(0, 120_000);
      const batch = storedBatch([range]);
      await series.write(batch);
      await compress();
      expect(await compressedChunks()).toBeGreaterThan(10);
      const { close } = batch.klines.columns;
      const klines = withColumns(batch.klines, {
        close: close.map((text, row) => (row % 500 === 7 ? '0.000001' : text)),
      });
      expect(await series.write({ ...batch, klines })).toEqual({
        inserted: 0,
        updated: 240,
        unchanged: 119_760,
      });
      expect((await store.read(series.symbolId, '1m', range)).columns).toEqual(klines.columns);
    });

    test('go straight into the gap between them, and are merged where they overlap', async () => {
      await using series = await claim();
      await series.write(storedBatch([minutes(0, 1000), minutes(3000, 4000)]));
      await compress();
      const gap = await series.write(storedBatch([minutes(1000, 3000)]));
      expect(gap).toEqual({ inserted: 2000, updated: 0, unchanged: 0 });
      await compress();
      const merged = await series.write(storedBatch([minutes(3500, 4500)]));
      expect(merged).toMatchObject({ inserted: 500 });
      const { columns } = await store.read(series.symbolId, '1m', minutes(0, 5000));
      expect(columns.openTime).toEqual(storedBatch([minutes(0, 4500)]).klines.columns.openTime);
      expect(withoutTimes(await series.coverage())).toEqual([
        { ...minutes(0, 4500), status: 'stored', reason: null },
      ]);
    });
  },
);
