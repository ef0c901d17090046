import { silentLogger } from '@marketloom/exchange';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withSession } from '../connection/transaction.ts';
import { migrate } from '../migrations/migrate.ts';
import {
  addSymbol,
  makeKlines,
  minutes,
  storedBatch,
  withColumns,
  withoutTimes,
} from '../testing/kline-fixture.ts';
import { WasmTimescale } from '../testing/wasm-timescale.ts';
import type { KlineSeries } from './kline-store.ts';
import { LocalClaims } from './local-claims.ts';
import { PostgresKlineStore } from './postgres-kline-store.ts';

const DAY = 24 * 60;
let database: WasmTimescale;
let store: PostgresKlineStore;
let series: KlineSeries;
let symbols = 0;

beforeAll(async () => {
  database = await WasmTimescale.open();
  await withSession(database, (session) => migrate(session, { location: 'here', logger: silentLogger }));
  // Its advisory locks exclude nobody, and its one session must stay free for the writes.
  store = new PostgresKlineStore(database, new LocalClaims());
});
afterAll(() => database.close());
beforeEach(async () => {
  symbols += 1;
  series = await store.claim(await addSymbol(database, `COMPRESSED${symbols}`), '1m');
  return () => series.release();
});

/** Compresses all there is; returns how many chunks there are. */
async function compress(): Promise<number> {
  const { rows } = await database.query(
    "SELECT compress_chunk(chunk, if_not_compressed => true) FROM show_chunks('klines') AS chunk",
  );
  return rows.length;
}

async function compressedRows(): Promise<number> {
  const { rows } = await database.query<{ count: string }>(
    `SELECT count(*)::text AS count FROM klines WHERE symbol_id = $1
     AND tableoid IN (SELECT format('%I.%I', chunk_schema, chunk_name)::regclass FROM timescaledb_information.chunks
                      WHERE hypertable_name = 'klines' AND is_compressed)`,
    [series.symbolId],
  );
  return Number(rows[0]?.count);
}

describe('in compressed chunks', () => {
  test('equal candles stay as they are, new ones are added and changed ones recorded, all counted right', async () => {
    const month = minutes(0, 30 * DAY);
    const batch = storedBatch([month]);
    expect(await series.write(batch)).toEqual({ inserted: 30 * DAY, updated: 0, unchanged: 0 });
    expect(await compress()).toBeGreaterThan(1);
    expect(await compressedRows()).toBe(30 * DAY);

    expect(await series.write(batch)).toEqual({ inserted: 0, updated: 0, unchanged: 30 * DAY });
    const { close, high } = batch.klines.columns;
    const changed = withColumns(batch.klines, {
      close: close.map((text, row) => (row % 1000 === 7 ? '0.000001' : text)),
      high: high.map((text) => `${text}0`),
    });
    const expected = 30 * DAY - 44;
    expect(await series.write({ ...batch, klines: changed })).toEqual({
      inserted: 0,
      updated: 44,
      unchanged: expected,
    });
    const later = storedBatch([minutes(20 * DAY, 35 * DAY)]);
    const known = changed.slice(20 * DAY).columns;
    const inserted = await series.write({
      ...later,
      klines: withColumns(later.klines, {
        close: [...known.close, ...later.klines.columns.close.slice(10 * DAY)],
        tradeCount: [...known.tradeCount!, ...later.klines.columns.tradeCount!.slice(10 * DAY)],
      }),
    });
    expect(inserted).toEqual({ inserted: 5 * DAY, updated: 0, unchanged: 10 * DAY });

    const { columns } = await store.read(series.symbolId, '1m', minutes(0, 40 * DAY));
    expect(columns.close.slice(0, 30 * DAY)).toEqual(changed.columns.close);
    expect(columns.openTime).toHaveLength(35 * DAY);
    const { rows } = await database.query<{ count: string; matching: string }>(
      `SELECT count(*)::text, count(*) FILTER (WHERE new_close = 0.000001 AND old_close <> new_close)::text AS matching
       FROM kline_revisions WHERE symbol_id = $1`,
      [series.symbolId],
    );
    expect(rows).toEqual([{ count: '44', matching: '44' }]);
    expect(withoutTimes(await series.coverage())).toEqual([
      { ...minutes(0, 35 * DAY), status: 'stored', reason: null },
    ]);
  });

  test('candles of a range that nobody had go straight in', async () => {
    await series.write(storedBatch([minutes(0, 100)]));
    await compress();
    expect(await series.write(storedBatch([minutes(200, 300)]))).toEqual({
      inserted: 100,
      updated: 0,
      unchanged: 0,
    });
    expect(await series.write(storedBatch([minutes(50, 250)]))).toMatchObject({ inserted: 100 });
    const { columns } = await store.read(series.symbolId, '1m', minutes(0, 400));
    expect(columns.openTime).toEqual(storedBatch([minutes(0, 300)]).klines.columns.openTime);
  });

  test('as many as there are, whatever a transaction may decompress', async () => {
    await series.write(storedBatch([minutes(0, 500)]));
    await compress();
    await database.query('SET timescaledb.max_tuples_decompressed_per_dml_transaction = 100');
    try {
      expect(await series.write(storedBatch([minutes(0, 500)], { salt: 1 }))).toMatchObject({ updated: 500 });
      await compress();
      expect(await series.write(storedBatch([minutes(490, 600)], { salt: 1 }))).toMatchObject({
        inserted: 100,
      });
    } finally {
      await database.query('RESET timescaledb.max_tuples_decompressed_per_dml_transaction');
    }
  });

  test('another series is not touched', async () => {
    const other = await store.claim(await addSymbol(database, 'OTHER'), '1m');
    await other.write(storedBatch([minutes(0, 500)], { salt: 3 }));
    await series.write(storedBatch([minutes(0, 500)]));
    await compress();
    const before = (await store.read(other.symbolId, '1m', minutes(0, 500))).columns;
    expect(await series.write(storedBatch([minutes(0, 500)], { salt: 1 }))).toEqual({
      inserted: 0,
      updated: 500,
      unchanged: 0,
    });
    expect((await store.read(other.symbolId, '1m', minutes(0, 500))).columns).toEqual(before);
    expect((await store.read(series.symbolId, '1m', minutes(0, 500))).columns).toEqual(
      storedBatch([minutes(0, 500)], { salt: 1 }).klines.columns,
    );
  });

  test('what is replaced goes, counted right and kept as revisions', async () => {
    const other = await store.claim(await addSymbol(database, 'NOT-REPLACED'), '1m');
    await other.write(storedBatch([minutes(0, 3 * DAY)]));
    await series.write(storedBatch([minutes(0, 20 * DAY)]));
    await compress();
    await database.query('SET timescaledb.max_tuples_decompressed_per_dml_transaction = 100');
    try {
      const known = makeKlines([minutes(0, 20 * DAY)]).slice(DAY, 2 * DAY);
      const counts = await series.replace({
        klines: known,
        settled: [
          { ...minutes(DAY, 2 * DAY), status: 'stored' },
          { ...minutes(2 * DAY, 2 * DAY + 7), status: 'empty' },
          { ...minutes(10 * DAY, 12 * DAY), status: 'unavailable' },
        ],
      });
      expect(counts).toEqual({ inserted: 0, updated: 0, unchanged: DAY, removed: 7 + 2 * DAY });
      const { columns } = await store.read(series.symbolId, '1m', minutes(0, 30 * DAY));
      expect(columns.openTime).toEqual(
        makeKlines([minutes(0, 2 * DAY), minutes(2 * DAY + 7, 10 * DAY), minutes(12 * DAY, 20 * DAY)]).columns
          .openTime,
      );
      const { rows } = await database.query<{ count: string }>(
        'SELECT count(*)::text FROM kline_revisions WHERE symbol_id = $1 AND new_close IS NULL',
        [series.symbolId],
      );
      expect(rows).toEqual([{ count: String(7 + 2 * DAY) }]);
      expect(await store.read(other.symbolId, '1m', minutes(0, 4 * DAY))).toHaveLength(3 * DAY);
      expect(await store.check(series.symbolId, '1m')).toEqual({
        findings: [],
        omitted: 0,
        candles: 18 * DAY - 7,
      });
    } finally {
      await database.query('RESET timescaledb.max_tuples_decompressed_per_dml_transaction');
    }
  });

  test('are checked and compared with their minutes', async () => {
    await series.write(storedBatch([minutes(0, 20 * DAY)]));
    await database.query(
      `INSERT INTO klines SELECT symbol_id, '4h', time_bucket('4 hours', open_time) AS bucket, first(open, open_time),
         max(high), min(low), last(close, open_time), sum(volume), sum(quote_volume), sum(trade_count),
         sum(taker_buy_volume), sum(taker_buy_quote_volume)
       FROM klines WHERE symbol_id = $1 GROUP BY symbol_id, bucket`,
      [series.symbolId],
    );
    await compress();
    await database.query(
      `UPDATE klines SET volume = volume - 1000 WHERE symbol_id = $1 AND open_time = '2024-03-05T12:00:00Z'`,
      [series.symbolId],
    );
    await compress();
    const wrong = Date.UTC(2024, 2, 5, 12);
    const check = await store.check(series.symbolId, '1m');
    expect(check).toMatchObject({
      findings: [{ kind: 'volumes', range: { start: wrong, end: wrong + 60_000 } }],
      candles: 20 * DAY,
    });
    expect(await store.check(series.symbolId, '4h')).toMatchObject({
      findings: [
        { kind: 'notSettled', candles: 120 },
        { kind: 'volumes', openTime: wrong },
      ],
      candles: 120,
    });
    // Both lost a thousand.
    expect(await store.compareWithMinutes(series.symbolId, '4h')).toEqual({
      findings: [],
      omitted: 0,
      candles: 120,
    });
    await database.query(
      `UPDATE klines SET volume = volume + 1 WHERE symbol_id = $1 AND interval = '4h' AND open_time = '2024-03-05T12:00:00Z'`,
      [series.symbolId],
    );
    expect(await store.compareWithMinutes(series.symbolId, '4h')).toMatchObject({
      findings: [{ kind: 'aggregate', columns: ['volume'], openTime: wrong, candles: 1 }],
      candles: 120,
    });
  });
});
