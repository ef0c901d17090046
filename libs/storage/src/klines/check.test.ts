import { type Interval, nextOpenTime, shiftOpenTime, type TimeRange } from '@marketloom/exchange';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeKlines, minute, minutes, storedBatch } from '../testing/kline-fixture.ts';
import { openKlineStore } from '../testing/test-store.ts';
import type { KlineFinding } from './kline-finding.ts';

const MINUTE = 60_000;
const { store, connection, newSymbol } = await openKlineStore();
let symbol: number;

beforeEach(async () => {
  symbol = await newSymbol();
});

const iso = (time: number): string => new Date(time).toISOString();

async function write(ranges: readonly TimeRange[], interval: Interval = '1m'): Promise<void> {
  await using series = await store.claim(symbol, interval);
  await series.write(storedBatch(ranges, { interval }));
}

/** Changes rows behind the store's back. */
async function spoil(change: string, range: TimeRange): Promise<void> {
  await connection.query(
    `${change} WHERE symbol_id = ${symbol} AND open_time >= '${iso(range.start)}' AND open_time < '${iso(range.end)}'`,
  );
}

async function insert(times: readonly number[], interval: Interval = '1m'): Promise<void> {
  for (const time of times)
    await connection.query(
      `INSERT INTO klines (symbol_id, interval, open_time, open, high, low, close, volume)
       VALUES ($1, $2, $3, 1, 1, 1, 1, 1)`,
      [symbol, interval, iso(time)],
    );
}

async function insertLedger(range: TimeRange, status = 'stored'): Promise<void> {
  await connection.query(
    'INSERT INTO kline_coverage (symbol_id, interval, range_start, range_end, status) VALUES ($1, $2, $3, $4, $5)',
    [symbol, '1m', iso(range.start), iso(range.end), status],
  );
}

/** Kinds, ranges in minutes, counts. */
const brief = (findings: readonly KlineFinding[]): unknown[] =>
  findings.map(({ kind, range, candles }) => [
    kind,
    (range.start - minute(0)) / MINUTE,
    (range.end - minute(0)) / MINUTE,
    candles,
  ]);

describe('a check', () => {
  test('of what was written finds nothing, whatever the ledger says around it', async () => {
    await using series = await store.claim(symbol, '1m');
    await series.write({
      klines: makeKlines([minutes(10, 20), minutes(30, 40)]),
      settled: [
        { ...minutes(0, 10), status: 'unavailable' },
        { ...minutes(10, 20), status: 'stored' },
        { ...minutes(20, 25), status: 'empty' },
        { ...minutes(30, 40), status: 'stored' },
      ],
    });
    expect(await store.check(symbol, '1m')).toEqual({ findings: [], omitted: 0, candles: 20 });
    expect(await store.check(symbol, '1h')).toEqual({ findings: [], omitted: 0, candles: 0 });
  });

  test('finds candles off the grid, those of one minute and its neighbour as one run', async () => {
    await write([minutes(0, 10)]);
    const odd = [minute(3) + 500, minute(3) + 20_000, minute(4) + 1, minute(20) + 1];
    await insert(odd);
    const { findings, candles } = await store.check(symbol, '1m');
    expect(brief(findings)).toEqual([
      ['misaligned', 3, 5, 3],
      ['misaligned', 20, 21, 1],
    ]);
    expect(findings[0]).toMatchObject({
      openTime: minute(3) + 500,
      values: { open: '1', volume: '1', quoteVolume: null, tradeCount: null },
    });
    expect(candles).toBe(14);
  });

  test('tells a microsecond from the grid', async () => {
    await write([minutes(0, 3)]);
    await connection.query(
      "UPDATE klines SET open_time = open_time - interval '1 microsecond' WHERE symbol_id = $1 AND open_time = $2",
      [symbol, iso(minute(2))],
    );
    const { findings } = await store.check(symbol, '1m');
    expect(brief(findings)).toEqual([
      ['misaligned', 1, 2, 1],
      ['notStored', 2, 3, 1],
    ]);
    expect(findings[0]?.openTime).toBe(minute(2) - 0.001);
  });

  test.each([
    ['low = 0'],
    ['low = -1'],
    ['open = high + 0.00000001'],
    ['open = low - 0.00000001'],
    ['close = high + 1'],
    ['close = low - 1'],
    ['high = low - 1'],
    ["low = '-Infinity'"],
  ])('finds prices that cannot be: %s', async (values) => {
    await write([minutes(0, 20)]);
    await spoil(`UPDATE klines SET ${values}`, minutes(5, 8));
    await spoil(`UPDATE klines SET ${values}`, minutes(12, 13));
    const { findings } = await store.check(symbol, '1m');
    expect(brief(findings)).toEqual([
      ['prices', 5, 8, 3],
      ['prices', 12, 13, 1],
    ]);
    expect(findings[0]?.openTime).toBe(minute(5));
  });

  test.each([
    ['volume = -1'],
    ['quote_volume = -0.1'],
    ['trade_count = -1'],
    ['taker_buy_volume = -1'],
    ['taker_buy_quote_volume = -1'],
    ['taker_buy_volume = volume + 0.00000001'],
  ])('finds volumes that cannot be, also where others are not known: %s', async (values) => {
    await write([minutes(0, 20)]);
    await spoil('UPDATE klines SET quote_volume = NULL, trade_count = NULL', minutes(0, 20));
    await spoil(`UPDATE klines SET ${values}`, minutes(5, 8));
    expect(brief((await store.check(symbol, '1m')).findings)).toEqual([['volumes', 5, 8, 3]]);
  });

  test('tells each fault of a candle that has several, and shows the first', async () => {
    await write([minutes(0, 10)]);
    await spoil('UPDATE klines SET high = 0, volume = -1.50', minutes(2, 3));
    await spoil('UPDATE klines SET volume = -2', minutes(3, 5));
    const { findings } = await store.check(symbol, '1m');
    expect(brief(findings)).toEqual([
      ['prices', 2, 3, 1],
      ['volumes', 2, 5, 3],
    ]);
    expect(findings[1]).toMatchObject({ openTime: minute(2), values: { high: '0', volume: '-1.50' } });
  });

  test('compares rows and ledger both ways', async () => {
    await write([minutes(0, 20), minutes(50, 60)]);
    await spoil('DELETE FROM klines', minutes(3, 5));
    await spoil('DELETE FROM klines', minutes(19, 20));
    await spoil('DELETE FROM klines', minutes(50, 60));
    await insert([minute(-1), minute(20), minute(21), minute(100)]);
    await insertLedger(minutes(100, 101), 'empty');
    const { findings } = await store.check(symbol, '1m');
    expect(brief(findings)).toEqual([
      ['notSettled', -1, 0, 1],
      ['notStored', 3, 5, 2],
      ['notStored', 19, 20, 1],
      ['notSettled', 20, 22, 2],
      ['notStored', 50, 60, 10],
      ['notSettled', 100, 101, 1],
    ]);
  });

  test('finds ranges of the ledger that overlap or are off the grid', async () => {
    await write([minutes(0, 20)]);
    await insertLedger(minutes(5, 8), 'empty');
    await insertLedger(minutes(15, 25), 'unavailable');
    await insertLedger({ start: minute(40), end: minute(42) + 1 }, 'empty');
    const { findings } = await store.check(symbol, '1m');
    expect(findings.map((one) => ('fault' in one ? one.fault : null))).toEqual([
      'overlapping',
      'overlapping',
      'misaligned',
    ]);
    expect(findings.map(({ range }) => range)).toEqual([
      minutes(5, 8),
      minutes(15, 20),
      { start: minute(40), end: minute(42) + 1 },
    ]);
    expect(brief((await store.check(symbol, '1m', minutes(20, 41))).findings)).toHaveLength(2);
  });

  test('of a range looks at its candles alone', async () => {
    await write([minutes(0, 20)]);
    await spoil('UPDATE klines SET volume = -1', minutes(0, 20));
    await insert([minute(30)]);
    const { start, end } = minutes(5, 8);
    const check = await store.check(symbol, '1m', { start: start - 30_000, end: end - 59_999 });
    expect(brief(check.findings)).toEqual([['volumes', 5, 8, 3]]);
    expect(check.candles).toBe(3);
    expect((await store.check(symbol, '1m', { start, end: start })).candles).toBe(0);
  });

  test.each<[Interval, number]>([
    ['1s', Date.UTC(2024, 1, 28, 23, 59, 58)],
    ['3d', Date.UTC(2024, 0, 1)],
    ['1w', Date.UTC(2023, 11, 25)],
    ['1M', Date.UTC(2023, 10, 1)],
  ])('knows the grid of %s candles', async (interval, start) => {
    const time = (candle: number): number => shiftOpenTime(start, interval, candle);
    await write([{ start: time(0), end: time(8) }], interval);
    expect((await store.check(symbol, interval)).findings).toEqual([]);
    await spoil('DELETE FROM klines', { start: time(4), end: time(6) });
    await insert([time(5) - 1], interval);
    expect((await store.check(symbol, interval)).findings).toMatchObject([
      { kind: 'misaligned', range: { start: time(4), end: nextOpenTime(time(4), interval) } },
      { kind: 'notStored', range: { start: time(4), end: time(6) }, candles: 2 },
    ]);
  });

  test('keeps so many findings of each kind and counts the rest, and can be aborted', async () => {
    await write([minutes(0, 20)]);
    for (const at of [1, 3, 5, 7]) await spoil('UPDATE klines SET volume = -1', minutes(at, at + 1));
    await spoil('UPDATE klines SET low = 0', minutes(15, 16));
    const { findings, omitted } = await store.check(symbol, '1m', undefined, { most: 2 });
    expect(brief(findings)).toEqual([
      ['volumes', 1, 2, 1],
      ['volumes', 3, 4, 1],
      ['prices', 15, 16, 1],
    ]);
    expect(omitted).toBe(2);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(store.check(symbol, '1m', undefined, { signal })).rejects.toThrow('enough');
  });

  test('goes on from slice to slice, over years without any candle', async () => {
    const far = Date.UTC(2031, 0, 1);
    await using series = await store.claim(symbol, '1s');
    const whole = { start: minute(0), end: minute(0) + 300_000_000 };
    await series.write(storedBatch([{ start: far, end: far + 5000 }], { interval: '1s' }));
    await connection.query(
      `INSERT INTO klines (symbol_id, interval, open_time, open, high, low, close, volume)
       SELECT $1, '1s', at, 2, 2, 1, 1, CASE WHEN at < $2::timestamptz + interval '1 day' THEN 1 ELSE -1 END
       FROM generate_series($2::timestamptz, $3::timestamptz, '1 s') AS at`,
      [symbol, iso(whole.start), iso(whole.end - 1000)],
    );
    const { findings, candles } = await store.check(symbol, '1s');
    expect(findings).toMatchObject([
      { kind: 'notSettled', range: whole, candles: 300_000 },
      { kind: 'volumes', range: { start: minute(1440), end: whole.end }, candles: 300_000 - 86_400 },
    ]);
    expect(candles).toBe(300_005);
  });
});

test('what is replaced after a check is clean', async () => {
  await write([minutes(0, 20)]);
  await insert([minute(3) + 500, minute(25)]);
  await spoil('DELETE FROM klines', minutes(7, 9));
  await spoil('UPDATE klines SET open = 0', minutes(12, 13));
  expect((await store.check(symbol, '1m')).findings).toHaveLength(4);
  await using series = await store.claim(symbol, '1m');
  const right = storedBatch([minutes(0, 20)]);
  await series.replace({
    klines: right.klines,
    settled: [...right.settled, { ...minutes(20, 30), status: 'empty' }],
  });
  expect(await store.check(symbol, '1m')).toEqual({ findings: [], omitted: 0, candles: 20 });
});
