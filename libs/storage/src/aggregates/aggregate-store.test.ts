import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresKlineStore } from '../klines/postgres-kline-store.ts';
import { createPlainFixture } from '../testing/aggregate-fixture.ts';
import { addSymbol, minute, minutes, storedBatch, withColumns } from '../testing/kline-fixture.ts';
import type { AggregatedKlines } from './aggregate-store.ts';
import { PostgresAggregateStore } from './postgres-aggregate-store.ts';

let database: Awaited<ReturnType<typeof createPlainFixture>>;
let store: PostgresAggregateStore;
let symbolId: number;

/** An hour and ten minutes from midnight on, without the minutes from 20 to 40, and without sums from the hour on. */
beforeAll(async () => {
  database = await createPlainFixture();
  store = new PostgresAggregateStore(database.connection);
  symbolId = await addSymbol(database.connection, 'A');
  await using series = await new PostgresKlineStore(database.connection).claim(symbolId, '1m');
  await series.write(storedBatch([minutes(0, 20), minutes(40, 60)]));
  const bare = storedBatch([minutes(60, 70)]);
  await series.write({
    ...bare,
    klines: withColumns(bare.klines, { quoteVolume: null, tradeCount: null, takerBuyVolume: null }),
  });
});
afterAll(() => database.drop());

const read = (
  interval: '5m' | '15m' | '1h',
  range = minutes(0, 1000),
  batchSize?: number,
): Promise<AggregatedKlines[]> =>
  Array.fromAsync(store.rows(symbolId, interval, range, batchSize === undefined ? {} : { batchSize }));
const openTimes = (tables: readonly AggregatedKlines[]): number[] =>
  tables.flatMap(({ klines }) => klines.columns.openTime);

test('candles come as tables, with the count of their minutes', async () => {
  const [hour, begun] = await read('1h');
  expect(hour?.klines.columns.openTime).toEqual([minute(0)]);
  expect(hour?.klines.columns.closeTime).toEqual([minute(60) - 1]);
  expect(hour?.candleCount).toEqual([40]);
  const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const kline = hour?.klines.at(0);
  const first = storedBatch([minutes(0, 20), minutes(40, 60)]).klines;
  expect(kline).toMatchObject({
    open: first.at(0).open,
    close: first.at(-1).close,
    high: first.at(-1).high,
    low: first.at(0).low,
    tradeCount: sumOf(first.columns.tradeCount ?? []),
  });
  expect(kline?.volume?.toNumber()).toBe(sumOf((first.columns.volume ?? []).map(Number)));
  expect(begun?.candleCount).toEqual([10]);
});

test('a sum that a minute does not say its part of is missing, and a new table begins where that changes', async () => {
  const tables = await read('1h');
  expect(tables.map(({ klines: { columns } }) => columns.quoteVolume === null)).toEqual([false, true]);
  expect(tables[1]?.klines.columns).toMatchObject({ tradeCount: null, takerBuyVolume: null });
  expect(tables[1]?.klines.columns.takerBuyQuoteVolume).toHaveLength(1);
});

test('a range is half-open, and may begin between candles; gaps have no candle', async () => {
  const all = [0, 5, 10, 15, 40, 45, 50, 55, 60, 65].map(minute);
  expect(openTimes(await read('5m'))).toEqual(all);
  expect(openTimes(await read('5m', { start: minute(5) + 1, end: minute(45) }))).toEqual(
    [10, 15, 40].map(minute),
  );
  expect(openTimes(await read('5m', { start: minute(5), end: minute(45) + 1 }))).toEqual(
    [5, 10, 15, 40, 45].map(minute),
  );
  expect(await read('5m', minutes(25, 40))).toEqual([]);
  expect(await read('5m', minutes(40, 40))).toEqual([]);
  expect(await read('15m', minutes(100, 2000))).toEqual([]);
  for (const batchSize of [1, 3, 4, 100]) {
    const tables = await read('5m', minutes(0, 1000), batchSize);
    expect(openTimes(tables)).toEqual(all);
    expect(Math.max(...tables.map(({ klines }) => klines.length))).toBeLessThanOrEqual(batchSize);
  }
});

test('reading stops when it is aborted', async () => {
  const abort = new AbortController();
  const tables = store.rows(symbolId, '5m', minutes(0, 100), { batchSize: 2, signal: abort.signal });
  const reading = (async () => {
    for await (const { klines } of tables) {
      expect(klines).toHaveLength(2);
      abort.abort(new Error('enough'));
    }
  })();
  await expect(reading).rejects.toThrow('enough');
});

test('on plain tables there is nothing to refresh', async () => {
  expect(await store.refresh()).toEqual([]);
});
