import { beforeEach, describe, expect, test } from 'vitest';
import {
  makeKlines,
  minute,
  minutes,
  storedBatch,
  withColumns,
  withoutTimes,
} from '../testing/kline-fixture.ts';
import { openKlineStore } from '../testing/test-store.ts';
import { ClaimLostError } from './claim-lost-error.ts';
import { InvalidKlineBatchError } from './invalid-kline-batch-error.ts';
import type { KlineSeries } from './kline-store.ts';

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
    'SELECT * FROM kline_revisions WHERE symbol_id = $1 ORDER BY open_time, id',
    [series.symbolId],
  );
  return rows;
}

describe('replacing klines', () => {
  test('stores where nothing was, like writing', async () => {
    const batch = storedBatch([minutes(0, 20)]);
    expect(await series.replace(batch)).toEqual({ inserted: 20, updated: 0, unchanged: 0, removed: 0 });
    expect(await series.replace(batch)).toEqual({ inserted: 0, updated: 0, unchanged: 20, removed: 0 });
    expect(await read(0, 20)).toEqual(batch.klines.columns);
    expect(await revisions()).toEqual([]);
  });

  test('adds, changes, keeps and removes, counts each, and tells the ledger', async () => {
    const old = storedBatch([minutes(0, 30)]);
    await series.write(old);
    const klines = makeKlines([minutes(5, 10), minutes(20, 35)]);
    const { close, tradeCount } = klines.columns;
    const known = old.klines.columns.tradeCount!;
    const batch = {
      klines: withColumns(klines, {
        close: close.with(2, '7.77'),
        tradeCount: [...known.slice(5, 10), ...known.slice(20), ...tradeCount!.slice(15)],
      }),
      settled: [
        { ...minutes(20, 35), status: 'stored' as const },
        { ...minutes(5, 10), status: 'stored' as const },
        { ...minutes(10, 14), status: 'empty' as const, reason: 'no trades' },
        { ...minutes(14, 16), status: 'unavailable' as const },
      ],
    };
    expect(await series.replace(batch)).toEqual({ inserted: 5, updated: 1, unchanged: 14, removed: 6 });
    const stored = await read(0, 40);
    expect(stored.openTime).toEqual(makeKlines([minutes(0, 10), minutes(16, 35)]).columns.openTime);
    expect(stored.close[7]).toBe('7.77');
    expect(withoutTimes(await series.coverage())).toEqual([
      { ...minutes(0, 10), status: 'stored', reason: null },
      { ...minutes(10, 14), status: 'empty', reason: 'no trades' },
      { ...minutes(14, 16), status: 'unavailable', reason: null },
      { ...minutes(16, 35), status: 'stored', reason: null },
    ]);
    const kept = await revisions();
    expect(kept).toHaveLength(7);
    expect(kept[0]).toMatchObject({ new_close: '7.77', new_volume: old.klines.columns.volume![7] });
    const withdrawn = Object.entries(kept[1]!);
    expect(withdrawn.filter(([name]) => name.startsWith('new_')).map(([, value]) => value)).toEqual(
      Array.from({ length: 9 }).fill(null),
    );
    expect(kept[1]).toMatchObject({
      open_time: new Date(minute(10)),
      old_open: old.klines.columns.open[10],
      old_close: old.klines.columns.close[10],
      old_trade_count: '10',
      old_taker_buy_quote_volume: old.klines.columns.takerBuyQuoteVolume![10],
    });
    expect(await store.status({ symbolIds: [series.symbolId] })).toMatchObject([{ rows: 29 }]);
  });

  test('removes what lies off the grid in its ranges, and nothing outside of them', async () => {
    await series.write(storedBatch([minutes(0, 10)]));
    await connection.query(
      `INSERT INTO klines (symbol_id, interval, open_time, open, high, low, close, volume)
       SELECT $1::integer, '1m', $2::timestamptz + at, 1, 1, 1, 1, 1
       FROM unnest(ARRAY['-1 ms', '30 s', '599.999999 s', '600.5 s']::interval[]) AS at`,
      [series.symbolId, new Date(minute(0)).toISOString()],
    );
    expect(await series.replace(storedBatch([minutes(0, 10)]))).toEqual({
      inserted: 0,
      updated: 0,
      unchanged: 10,
      removed: 2,
    });
    const { rows } = await connection.query<{ open_time: Date }>(
      'SELECT open_time FROM klines WHERE symbol_id = $1 ORDER BY open_time',
      [series.symbolId],
    );
    const aligned = makeKlines([minutes(0, 10)]).columns.openTime;
    expect(rows.map(({ open_time }) => open_time.getTime())).toEqual([
      minute(0) - 1,
      ...aligned,
      minute(10) + 500,
    ]);
    expect(await revisions()).toHaveLength(2);
  });

  test('with ranges that have no candle removes all of theirs', async () => {
    await series.write(storedBatch([minutes(0, 10)]));
    const settled = [{ ...minutes(-5, 20), status: 'empty' as const }];
    expect(await series.replace({ klines: makeKlines([]), settled })).toEqual({
      inserted: 0,
      updated: 0,
      unchanged: 0,
      removed: 10,
    });
    expect(await read(-5, 20)).toMatchObject({ openTime: [] });
    expect(withoutTimes(await series.coverage())).toEqual([{ ...settled[0], reason: null }]);
  });

  test('of nothing does nothing', async () => {
    expect(await series.replace({ klines: makeKlines([]), settled: [] })).toEqual({
      inserted: 0,
      updated: 0,
      unchanged: 0,
      removed: 0,
    });
  });

  test('changes nothing when the batch is refused, or the claim is ours no longer', async () => {
    const batch = storedBatch([minutes(0, 10)]);
    await series.write(batch);
    const klines = withColumns(batch.klines, { close: batch.klines.columns.close.with(3, 'NaN') });
    const settled = [...batch.settled, { ...minutes(10, 11), status: 'empty' as const }];
    await expect(series.replace({ klines, settled })).rejects.toThrow(InvalidKlineBatchError);
    await expect(series.replace({ klines: makeKlines([]), settled })).rejects.toThrow(InvalidKlineBatchError);
    await series.release();
    await expect(series.replace(batch)).rejects.toThrow(ClaimLostError);
    expect(await read(0, 20)).toEqual(batch.klines.columns);
    expect(await revisions()).toEqual([]);
  });
});
