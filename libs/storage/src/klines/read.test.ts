import { type KlineTable } from '@marketloom/exchange';
import { beforeAll, expect, test } from 'vitest';
import { makeKlines, minute, minutes, storedBatch, withColumns } from '../testing/kline-fixture.ts';
import { openKlineStore } from '../testing/test-store.ts';
import { MixedColumnsError } from './mixed-columns-error.ts';

const { store, newSymbol } = await openKlineStore();
let whole: number;
let mixed: number;

beforeAll(async () => {
  whole = await newSymbol();
  mixed = await newSymbol();
  await using series = await store.claim(whole, '1m');
  await series.write(storedBatch([minutes(0, 25)]));
  await using other = await store.claim(mixed, '1m');
  await other.write(storedBatch([minutes(0, 5)]));
  const bare = storedBatch([minutes(5, 12)]);
  await other.write({
    ...bare,
    klines: withColumns(bare.klines, {
      quoteVolume: null,
      tradeCount: null,
      takerBuyVolume: null,
      takerBuyQuoteVolume: null,
    }),
  });
});

async function tables(symbol: number, batchSize: number): Promise<KlineTable[]> {
  return Array.fromAsync(store.rows(symbol, '1m', minutes(0, 100), { batchSize }));
}

test('rows come in batches, ascending, each once', async () => {
  const expected = makeKlines([minutes(0, 25)]).columns;
  for (const batchSize of [1, 10, 25, 26]) {
    const read = await tables(whole, batchSize);
    expect(read).toHaveLength(Math.ceil(25 / batchSize));
    expect(read.flatMap(({ columns }) => columns.openTime)).toEqual(expected.openTime);
    expect(read.flatMap(({ columns }) => columns.closeTime)).toEqual(expected.closeTime);
    expect(read.flatMap(({ columns }) => columns.takerBuyQuoteVolume)).toEqual(expected.takerBuyQuoteVolume);
  }
});

test('a range is half-open, and may begin between candles', async () => {
  const { columns } = await store.read(whole, '1m', { start: minute(3) + 1, end: minute(6) });
  expect(columns.openTime).toEqual([minute(4), minute(5)]);
  expect(await store.read(whole, '1m', minutes(90, 100))).toHaveLength(0);
  expect(await store.read(whole, '3m', minutes(0, 100))).toHaveLength(0);
});

test('a table has a column, or has it not: where that changes a new one begins', async () => {
  const read = await tables(mixed, 100);
  expect(read.map(({ length, columns }) => [length, columns.tradeCount !== null])).toEqual([
    [5, true],
    [7, false],
  ]);
  await expect(store.read(mixed, '1m', minutes(0, 100))).rejects.toThrow(MixedColumnsError);
  expect((await store.read(mixed, '1m', minutes(5, 100))).columns.quoteVolume).toBeNull();
});

test('decimals come back digit for digit', async () => {
  const symbol = await newSymbol();
  await using series = await store.claim(symbol, '1d');
  const batch = storedBatch([{ start: 0, end: 86_400_000 }], { interval: '1d' });
  const exact = {
    open: ['123456789012345678901234567890.123456789012345678901234567890'],
    high: ['999999999999999999999999999999.0'],
    low: ['0.000000000000000000000000000001'],
    close: ['1.50'],
    volume: ['0.00000000'],
  };
  await series.write({ ...batch, klines: withColumns(batch.klines, exact) });
  expect((await store.read(symbol, '1d', { start: 0, end: 1 })).columns).toMatchObject(exact);
});

test('reading stops when it is aborted', async () => {
  const abort = new AbortController();
  const rows = store.rows(whole, '1m', minutes(0, 25), { batchSize: 5, signal: abort.signal });
  await expect(
    (async () => {
      for await (const table of rows) {
        expect(table).toHaveLength(5);
        abort.abort(new Error('enough'));
      }
    })(),
  ).rejects.toThrow('enough');
});

test('the status names each series with its rows, ends and coverage, and can be narrowed', async () => {
  const status = await store.status({ symbolIds: [whole, mixed], intervals: ['1m'] });
  const coverage = (end: number) => [
    { ...minutes(0, end), status: 'stored', reason: null, settledAt: expect.any(Number) as number },
  ];
  expect(status).toEqual([
    { symbolId: whole, interval: '1m', first: minute(0), last: minute(24), rows: 25, coverage: coverage(25) },
    { symbolId: mixed, interval: '1m', first: minute(0), last: minute(11), rows: 12, coverage: coverage(12) },
  ]);
  expect(await store.status({ symbolIds: [] })).toEqual([]);
  expect(await store.status({ symbolIds: [whole], intervals: ['1h'] })).toEqual([]);
  const everything = await store.status();
  expect(everything.map(({ symbolId }) => symbolId)).toEqual(expect.arrayContaining([whole, mixed]));
});
