import type { TimeRange } from '@marketloom/exchange';
import { beforeEach, expect, test } from 'vitest';
import { minute, minutes, storedBatch, withoutTimes } from '../testing/kline-fixture.ts';
import { openKlineStore } from '../testing/test-store.ts';
import { ClaimLostError } from './claim-lost-error.ts';
import type { KlineSeries } from './kline-store.ts';

const { store, connection, newSymbol } = await openKlineStore();
let series: KlineSeries;

beforeEach(async () => {
  series = await store.claim(await newSymbol(), '1m');
  return () => series.release();
});

/** Writes into the ledger behind the store's back. */
async function insertLedger({ start, end }: TimeRange, status: string, microseconds = 0): Promise<void> {
  await connection.query(
    `INSERT INTO kline_coverage (symbol_id, interval, range_start, range_end, status)
     VALUES ($1, '1m', $2::timestamptz + $5 * INTERVAL '1 microsecond', $3, $4)`,
    [series.symbolId, new Date(start).toISOString(), new Date(end).toISOString(), status, microseconds],
  );
}

test('a sound ledger is left alone', async () => {
  await series.write(storedBatch([minutes(0, 20), minutes(30, 40)]));
  const before = await series.coverage();
  expect(await series.mendLedger()).toEqual([]);
  expect(await series.coverage()).toEqual(before);
});

test('what overlaps or is off the grid is not settled any more, and no candle goes', async () => {
  await series.write(storedBatch([minutes(0, 20)]));
  const [{ settledAt } = {}] = await series.coverage();
  await insertLedger(minutes(5, 8), 'empty');
  await insertLedger(minutes(15, 25), 'unavailable');
  await insertLedger({ start: minute(40), end: minute(42) + 1 }, 'empty');
  await insertLedger(minutes(50, 52), 'empty', 300);
  expect(await series.mendLedger()).toEqual([
    minutes(5, 8),
    minutes(15, 25),
    minutes(40, 43),
    minutes(50, 52),
  ]);
  const mended = await series.coverage();
  expect(withoutTimes(mended)).toEqual([
    { ...minutes(0, 5), status: 'stored', reason: null },
    { ...minutes(8, 15), status: 'stored', reason: null },
  ]);
  expect(mended[0]?.settledAt).toBe(settledAt);
  expect((await store.read(series.symbolId, '1m', minutes(0, 20))).length).toBe(20);
  expect((await store.check(series.symbolId, '1m')).findings.map(({ kind }) => kind)).not.toContain('ledger');
  expect(await series.mendLedger()).toEqual([]);
});

test('is for who has the series', async () => {
  await insertLedger({ start: minute(0), end: minute(1) + 1 }, 'empty');
  await series.release();
  await expect(series.mendLedger()).rejects.toThrow(ClaimLostError);
  expect((await store.check(series.symbolId, '1m')).findings).toHaveLength(1);
});
