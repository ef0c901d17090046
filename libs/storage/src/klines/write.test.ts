import { describe, beforeEach, expect, test } from 'vitest';
import { isStorageError } from '../errors/any-storage-error.ts';
import { InvalidKlineBatchError } from './invalid-kline-batch-error.ts';
import {
  makeKlines,
  minute,
  minutes,
  storedBatch,
  withColumns,
  withoutTimes,
} from '../testing/kline-fixture.ts';
import { openKlineStore } from '../testing/test-store.ts';
import type { KlineBatch, KlineSeries } from './kline-store.ts';
import { WithdrawnKlinesError } from './withdrawn-klines-error.ts';

const { store, connection, newSymbol } = await openKlineStore();
let series: KlineSeries;

beforeEach(async () => {
  series = await store.claim(await newSymbol(), '1m');
  return () => series.release();
});

const read = async (start: number, end: number) =>
  (await store.read(series.symbolId, '1m', minutes(start, end))).columns;

async function revisions(): Promise<Record<string, unknown>[]> {
  const { rows } = await connection.query<Record<string, unknown>>(
    `SELECT (extract(epoch from open_time) * 1000)::bigint::text AS open_time, old_close::text, new_close::text,
       old_quote_volume::text, new_quote_volume::text, old_trade_count, new_trade_count
     FROM kline_revisions WHERE symbol_id = $1 ORDER BY id`,
    [series.symbolId],
  );
  return rows;
}

describe('writing klines', () => {
  test('stores what it is given, text for text, and settles the ledger', async () => {
    const batch = storedBatch([minutes(0, 3000)]);
    expect(await series.write(batch)).toEqual({ inserted: 3000, updated: 0, unchanged: 0 });
    expect(await read(0, 3000)).toEqual(batch.klines.columns);
    expect(withoutTimes(await series.coverage())).toEqual([
      { ...minutes(0, 3000), status: 'stored', reason: null },
    ]);
    expect(await series.missing(minutes(-5, 3010))).toEqual([minutes(-5, 0), minutes(3000, 3010)]);
  });

  test('again changes nothing, also with other decimal places', async () => {
    const batch = storedBatch([minutes(0, 100)]);
    await series.write(batch);
    expect(await series.write(batch)).toEqual({ inserted: 0, updated: 0, unchanged: 100 });
    const { high, volume } = batch.klines.columns;
    const rescaled = withColumns(batch.klines, {
      high: high.map((text) => `${text}000`),
      volume: volume!.map((text) => text.replace(/0+$/, '')),
    });
    expect(await series.write({ ...batch, klines: rescaled })).toEqual({
      inserted: 0,
      updated: 0,
      unchanged: 100,
    });
    expect(await read(0, 100)).toEqual(batch.klines.columns);
    expect(await revisions()).toEqual([]);
  });

  test('counts new, changed and equal candles and keeps the old values of those that changed', async () => {
    await series.write(storedBatch([minutes(0, 50)]));
    const batch = storedBatch([minutes(40, 60)]);
    const close = batch.klines.columns.close.with(3, '7.77');
    const klines = withColumns(batch.klines, {
      close,
      tradeCount: makeKlines([minutes(0, 60)]).columns.tradeCount!.slice(40),
    });
    expect(await series.write({ ...batch, klines })).toEqual({ inserted: 10, updated: 1, unchanged: 9 });
    expect((await read(40, 60)).close).toEqual(close);
    expect(await revisions()).toMatchObject([{ open_time: String(minute(43)), new_close: '7.77' }]);
    expect((await revisions())[0]!['old_close']).toBe(batch.klines.columns.close[3]);
  });

  test('leaves columns alone that a batch does not have', async () => {
    const batch = storedBatch([minutes(0, 10)]);
    await series.write(batch);
    const partial = withColumns(batch.klines, {
      close: batch.klines.columns.close.with(4, '1'),
      quoteVolume: null,
      tradeCount: null,
      takerBuyVolume: null,
      takerBuyQuoteVolume: null,
    });
    expect(await series.write({ ...batch, klines: partial })).toEqual({
      inserted: 0,
      updated: 1,
      unchanged: 9,
    });
    expect(await read(0, 10)).toEqual({ ...batch.klines.columns, close: partial.columns.close });
    const [revision] = await revisions();
    expect(revision?.['new_quote_volume']).toBe(batch.klines.columns.quoteVolume![4]);
    expect(revision).toMatchObject({ old_trade_count: '4', new_trade_count: '4' });
  });

  test('takes candles, empty and unavailable ranges in one batch', async () => {
    const batch: KlineBatch = {
      klines: makeKlines([minutes(10, 20), minutes(25, 30)]),
      settled: [
        { ...minutes(0, 10), status: 'unavailable', reason: 'before the listing' },
        { ...minutes(10, 20), status: 'stored' },
        { ...minutes(20, 25), status: 'empty', reason: 'no trades' },
        { ...minutes(25, 30), status: 'stored' },
      ],
    };
    expect(await series.write(batch)).toEqual({ inserted: 15, updated: 0, unchanged: 0 });
    expect(withoutTimes(await series.coverage())).toEqual(
      batch.settled.map((range) => ({ reason: null, ...range })),
    );
    expect(withoutTimes(await series.coverage(minutes(22, 27)))).toEqual([
      { ...minutes(22, 25), status: 'empty', reason: 'no trades' },
      { ...minutes(25, 27), status: 'stored', reason: null },
    ]);
    expect(await series.missing(minutes(5, 31))).toEqual([minutes(30, 31)]);
    // An empty range may turn out to have candles after all.
    await series.write(storedBatch([minutes(20, 25)]));
    expect(withoutTimes(await series.coverage()).slice(1)).toEqual([
      { ...minutes(10, 30), status: 'stored', reason: null },
    ]);
  });

  test('of nothing does nothing', async () => {
    expect(await series.write({ klines: makeKlines([]), settled: [] })).toEqual({
      inserted: 0,
      updated: 0,
      unchanged: 0,
    });
  });

  test('keeps candles where an answer has none any more, and refuses the whole batch', async () => {
    await series.write(storedBatch([minutes(0, 10)]));
    const batch: KlineBatch = { ...storedBatch([minutes(10, 12)]) };
    const refused = series.write({
      ...batch,
      settled: [...batch.settled, { ...minutes(7, 10), status: 'empty' }],
    });
    await expect(refused).rejects.toThrow(WithdrawnKlinesError);
    await expect(refused).rejects.toMatchObject({ ranges: [minutes(7, 10)], retryable: false });
    expect((await read(0, 20)).openTime).toHaveLength(10);
    expect(withoutTimes(await series.coverage())).toEqual([
      { ...minutes(0, 10), status: 'stored', reason: null },
    ]);
  });

  test.each([
    ['NaN', { open: 'NaN' }],
    ['Infinity', { takerBuyQuoteVolume: 'Infinity' }],
    ['text', { volume: 'n/a' }],
    ['half a trade', { tradeCount: 0.5 }],
    ['a negative count', { tradeCount: -1 }],
  ])('refuses %s before it is stored, by name and time, in both ways of writing', async (_name, wrong) => {
    const [[column, value]] = Object.entries(wrong) as [['open', string]];
    const batch = storedBatch([minutes(0, 20)]);
    const klines = withColumns(batch.klines, {
      [column]: batch.klines.columns[column].with(7, value),
    });
    for (const stored of [0, 20]) {
      const refused = series.write({ ...batch, klines });
      await expect(refused).rejects.toThrow(InvalidKlineBatchError);
      await expect(refused).rejects.toMatchObject({ openTime: minute(7) });
      await expect(refused).rejects.toThrow(
        /of the candle of 2024-03-01T00:07:00Z: .* is not a finite decimal/,
      );
      expect((await read(0, 20)).openTime).toHaveLength(stored);
      if (stored === 0) await series.write(batch);
    }
    expect(await series.write(batch)).toEqual({ inserted: 0, updated: 0, unchanged: 20 });
  });

  test('refuses a candle that is there twice before the server sees it', async () => {
    const batch = storedBatch([minutes(0, 3)]);
    const openTime = batch.klines.columns.openTime.with(2, minute(1));
    await expect(series.write({ ...batch, klines: withColumns(batch.klines, { openTime }) })).rejects.toThrow(
      /is there twice/,
    );
  });

  test('of a symbol that is not in the catalogue stores nothing', async () => {
    const unknown = await store.claim(2_000_000_000, '1m');
    const refused = await unknown.write(storedBatch([minutes(0, 3)])).catch((error: unknown) => error);
    expect(isStorageError(refused)).toBe(true);
    expect(await store.read(2_000_000_000, '1m', minutes(0, 3))).toHaveLength(0);
    await unknown.release();
  });

  test('many at once to one series gives one ledger', async () => {
    const ranges = Array.from({ length: 12 }, (_, index) => minutes(index * 10, index * 10 + 10));
    const counts = await Promise.all(ranges.map((range) => series.write(storedBatch([range]))));
    expect(counts.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(120);
    expect(withoutTimes(await series.coverage())).toEqual([
      { ...minutes(0, 120), status: 'stored', reason: null },
    ]);
  });

  test('overlapping batches at once counts each candle once', async () => {
    const ranges = Array.from({ length: 8 }, (_, index) => minutes(index * 5, index * 5 + 40));
    const counts = await Promise.all(ranges.map((range) => series.write(storedBatch([range], { salt: 0 }))));
    expect(counts.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(75);
    expect((await read(0, 75)).openTime).toHaveLength(75);
  });
});
