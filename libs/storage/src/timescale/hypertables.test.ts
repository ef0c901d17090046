import { silentLogger } from '@marketloom/exchange';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../connection/connection.ts';
import { inTransaction } from '../connection/transaction.ts';
import { migrate } from '../migrations/migrate.ts';
import { plainTrack } from '../migrations/migrations-folder.ts';
import { runTrack } from '../migrations/run-track.ts';
import { addSymbol } from '../testing/kline-fixture.ts';
import { WasmTimescale } from '../testing/wasm-timescale.ts';
import { timescaleMode } from './use-timescale.ts';

let server: WasmTimescale;
let session: Session;

beforeEach(async () => {
  server = await WasmTimescale.open();
  session = await server.connect();
  return async () => {
    session.release();
    await server.close();
  };
});

const run = (compressAfterDays?: number | null, keepBooksDays?: number | null): Promise<unknown> =>
  migrate(session, { location: 'there', logger: silentLogger, compressAfterDays, keepBooksDays });
const rowsOf = async (text: string): Promise<object[]> => (await session.query(text)).rows;
const policies = (): Promise<object[]> =>
  rowsOf(`SELECT hypertable_name AS name, config->>'compress_after' AS after FROM timescaledb_information.jobs
    WHERE proc_name = 'policy_compression' ORDER BY 1`);
const policiesOf = (after: string): object[] => [
  { name: 'klines', after },
  { name: 'order_book_snapshots', after },
];

/** A week of hourly candles of two symbols, in the first days of 2024 and long compressible. */
const fillKlines = `INSERT INTO klines
  SELECT symbol, '1h', hour, 1.50, 2, 1, 1.75, 10, 15, 3, 5, 7.5
  FROM generate_series(1, 2) symbol, generate_series(timestamptz '2024-01-01', '2024-01-14 23:00', '1 hour') hour`;

describe('TimescaleDB', () => {
  test('gets hypertables of a week, with no index but our own', async () => {
    expect(await run()).toBe('full');
    expect(
      await rowsOf(`SELECT hypertable_name AS name, column_name AS by, time_interval::text AS every
        FROM timescaledb_information.dimensions WHERE hypertable_schema = 'public' ORDER BY 1`),
    ).toEqual([
      { name: 'klines', by: 'open_time', every: '7 days' },
      { name: 'order_book_snapshots', by: 'retrieved_at', every: '7 days' },
    ]);
    expect(
      await rowsOf(
        "SELECT indexname AS name FROM pg_indexes WHERE tablename IN ('klines', 'order_book_snapshots') ORDER BY 1",
      ),
    ).toEqual([
      { name: 'klines_pkey' },
      { name: 'order_book_snapshots_pkey' },
      { name: 'order_book_snapshots_updates' },
    ]);
    expect(await timescaleMode(session, 'there')).toBe('full');
  });

  test('compresses by series in the order of time', async () => {
    await run();
    expect(
      await rowsOf(`SELECT attname AS column, segmentby_column_index AS segment, orderby_column_index AS order
        FROM timescaledb_information.compression_settings WHERE hypertable_name = 'klines' ORDER BY 1`),
    ).toEqual([
      { column: 'interval', segment: 2, order: null },
      { column: 'open_time', segment: null, order: 1 },
      { column: 'symbol_id', segment: 1, order: null },
    ]);
  });

  test('compresses after 30 days, or the age that is set, or never', async () => {
    await run();
    expect(await policies()).toEqual(policiesOf('30 days'));
    await run(7);
    expect(await policies()).toEqual(policiesOf('7 days'));
    await run();
    expect(await policies()).toEqual(policiesOf('7 days'));
    await run(7);
    expect(await policies()).toEqual(policiesOf('7 days'));
    await run(null);
    expect(await policies()).toEqual([]);
  });

  test('drops old books after the age that is set, and keeps all of them else', async () => {
    const jobs = (): Promise<object[]> =>
      rowsOf(`SELECT job_id, hypertable_name AS name, config->>'drop_after' AS after
        FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention'`);
    await run();
    expect(await jobs()).toEqual([]);
    await run(undefined, 90);
    await run();
    expect(await jobs()).toMatchObject([{ name: 'order_book_snapshots', after: '90 days' }]);
    await run(undefined, 10);
    const [job] = await jobs();
    expect(job).toMatchObject({ after: '10 days' });
    await session.query(fillKlines);
    const symbol = await addSymbol(session, 'OLD');
    await session.query(`INSERT INTO order_book_snapshots (symbol_id, retrieved_at, received_at, size_unit, depth,
        bid_prices, bid_sizes, ask_prices, ask_sizes)
      SELECT ${symbol}, now() - interval '1 day' * day, now(), 'base', 5, '{1}', '{1}', '{}', '{}' FROM generate_series(0, 60, 1) AS day`);
    await session.query(`CALL run_job(${(job as { job_id: number }).job_id})`);
    const kept = await rowsOf(
      'SELECT (extract(epoch from now() - min(retrieved_at)) / 86400)::integer AS days FROM order_book_snapshots',
    );
    const { days } = kept[0] as { days: number };
    // Whole chunks of a week go, once all of one is old enough.
    expect(days).toBeGreaterThanOrEqual(10);
    expect(days).toBeLessThanOrEqual(17);
    expect(await rowsOf('SELECT count(*) FROM klines')).toEqual([{ count: '672' }]);
    await run(undefined, null);
    expect(await jobs()).toEqual([]);
  });

  test('takes over what plain tables hold', async () => {
    await inTransaction(session, () => runTrack(session, plainTrack(), 'there'));
    expect(await timescaleMode(session, 'there')).toBe('none');
    await session.query(fillKlines);
    const before = await rowsOf('SELECT * FROM klines ORDER BY symbol_id, open_time');
    expect(before).toHaveLength(672);
    expect(await run()).toBe('full');
    expect(await rowsOf('SELECT * FROM klines ORDER BY symbol_id, open_time')).toEqual(before);
    expect(await rowsOf('SELECT * FROM ONLY klines')).toEqual([]);
    expect(await rowsOf("SELECT count(*) AS chunks FROM show_chunks('klines')")).not.toEqual([
      { chunks: '0' },
    ]);
  });

  test('compresses old candles by its policy, and reads and takes them as before', async () => {
    await run();
    await session.query(fillKlines);
    const before = await rowsOf('SELECT * FROM klines ORDER BY symbol_id, open_time');
    const jobs = await rowsOf(
      "SELECT job_id FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression'",
    );
    for (const job of jobs) await session.query(`CALL run_job(${(job as { job_id: number }).job_id})`);
    const open = await rowsOf(
      "SELECT FROM timescaledb_information.chunks WHERE hypertable_name = 'klines' AND NOT is_compressed",
    );
    expect(open).toEqual([]);
    expect(await rowsOf('SELECT * FROM klines ORDER BY symbol_id, open_time')).toEqual(before);
    const again = session.query('INSERT INTO klines SELECT * FROM klines WHERE symbol_id = 1 LIMIT 1');
    await expect(again).rejects.toMatchObject({ code: '23505' });
    await session.query(
      "UPDATE klines SET close = 1.6 WHERE symbol_id = 2 AND open_time = '2024-01-03 04:00Z'",
    );
    expect(await rowsOf('SELECT symbol_id, close FROM klines WHERE close <> 1.75')).toEqual([
      { symbol_id: 2, close: '1.6' },
    ]);
  });

  test('keeps not-a-number out of compressed ranges too', async () => {
    await run();
    const put = (high: string, hour: number): Promise<unknown> =>
      session.query(`INSERT INTO klines VALUES (1, '1h', '2024-01-01 0${hour}:00Z', 1, '${high}', 1, 1, 1)`);
    await put('2', 1);
    await session.query("SELECT compress_chunk(chunk) FROM show_chunks('klines') chunk");
    await expect(put('NaN', 2)).rejects.toMatchObject({ code: '23514' });
    await expect(put('Infinity', 2)).rejects.toMatchObject({ code: '23514' });
    await put('3', 2);
    expect(await rowsOf('SELECT sum(high) AS sum FROM klines')).toEqual([{ sum: '5' }]);
  });
});
