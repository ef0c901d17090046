import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addSymbol, makeKlines, minutes, storedBatch, withoutTimes } from '../testing/kline-fixture.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import type { KlineSeries } from './kline-store.ts';
import { PostgresKlineStore } from './postgres-kline-store.ts';

const LONG_AGO = Date.UTC(2024, 5, 1);
let database: StoreFixture;
let store: PostgresKlineStore;
let series: KlineSeries;
let symbols = 0;

beforeAll(async () => {
  database = await createStoreFixture();
  store = new PostgresKlineStore(database.connection);
});
afterAll(() => database.drop());
beforeEach(async () => {
  symbols += 1;
  series = await store.claim(await addSymbol(database.connection, `SETTLED${symbols}`), '1m');
  await series.write(storedBatch([minutes(0, 100)]));
  await series.write({ klines: makeKlines([]), settled: [{ ...minutes(200, 300), status: 'empty' }] });
  await database.connection.query('UPDATE kline_coverage SET settled_at = $2 WHERE symbol_id = $1', [
    series.symbolId,
    new Date(LONG_AGO).toISOString(),
  ]);
  return () => series.release();
});

/** Start and end of each range in minutes, and whether it was settled just now. */
async function settled(): Promise<[number, number, boolean][]> {
  const coverage = await series.coverage();
  const { rows } = await database.connection.query<{ now: Date }>('SELECT now() AS now');
  const now = rows[0]!.now.getTime();
  const zero = minutes(0, 0).start;
  return coverage.map(({ start, end, settledAt }) => {
    if (settledAt !== LONG_AGO) expect(Math.abs(now - settledAt!)).toBeLessThan(3_600_000);
    return [(start - zero) / 60_000, (end - zero) / 60_000, settledAt !== LONG_AGO];
  });
}

test('a range that was read again without any change up to its end is settled now', async () => {
  const before = withoutTimes(await series.coverage());
  expect(await series.write(storedBatch([minutes(90, 100)], { salt: 0 }))).toMatchObject({ inserted: 0 });
  expect(await settled()).toEqual([
    [0, 100, true],
    [200, 300, false],
  ]);
  expect(withoutTimes(await series.coverage())).toEqual(before);
});

test('so is an empty one', async () => {
  await series.write({ klines: makeKlines([]), settled: [{ ...minutes(200, 300), status: 'empty' }] });
  expect(await settled()).toEqual([
    [0, 100, false],
    [200, 300, true],
  ]);
});

test('what says nothing of its last candle does not confirm it', async () => {
  await series.write(storedBatch([minutes(40, 60)]));
  await series.write(storedBatch([minutes(-50, 0)]));
  expect(await settled()).toEqual([
    [-50, 100, false],
    [200, 300, false],
  ]);
  await series.write(storedBatch([minutes(100, 200)]));
  expect(await settled()).toEqual([
    [-50, 200, true],
    [200, 300, false],
  ]);
});

test('of a range that is split each part says when its last candle was settled', async () => {
  await series.write(storedBatch([minutes(240, 260)]));
  expect(await settled()).toEqual([
    [0, 100, false],
    [200, 240, false],
    [240, 260, true],
    [260, 300, false],
  ]);
});

test('the time that a batch gives is ignored', async () => {
  const [range] = await series.coverage(minutes(0, 100));
  await series.write({ klines: makeKlines([minutes(0, 100)]), settled: [{ ...range!, settledAt: 1 }] });
  expect((await settled())[0]).toEqual([0, 100, true]);
});
