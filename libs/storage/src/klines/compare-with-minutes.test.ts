import {
  floorToInterval,
  type Interval,
  KlineTable,
  nextOpenTime,
  shiftOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import { Big } from 'big.js';
import { beforeEach, expect, test } from 'vitest';
import { makeKlines, storedBatch, withColumns } from '../testing/kline-fixture.ts';
import { openKlineStore } from '../testing/test-store.ts';
import type { MinutesInterval } from './compare-with-minutes.ts';
import type { SettledRange } from './settled-range.ts';

const START = Date.UTC(2024, 1, 28, 22);
const { store, connection, newSymbol } = await openKlineStore();
let symbol: number;

beforeEach(async () => {
  symbol = await newSymbol();
});

async function write(
  interval: Interval,
  klines: KlineTable,
  settled: readonly SettledRange[],
): Promise<void> {
  await using series = await store.claim(symbol, interval);
  await series.write({ klines, settled });
}

const stored = (range: TimeRange): SettledRange => ({ ...range, status: 'stored' });

/** What minutes make of the candles of an interval, counted here one by one. */
function aggregate(minutes: KlineTable, interval: Interval): KlineTable {
  const buckets = Map.groupBy(minutes, ({ openTime }) => floorToInterval(openTime.getTime(), interval));
  const candles = [...buckets].map(([openTime, parts]) => {
    const sum = (values: readonly (Big | null)[]): string =>
      values.reduce<Big>((total, value) => total.plus(value ?? 0), new Big(0)).toFixed();
    const prices = (values: readonly Big[]): Big[] => values.toSorted((a, b) => a.cmp(b));
    return {
      openTime,
      open: parts[0]!.open.toFixed(),
      high: prices(parts.map(({ high }) => high))
        .at(-1)!
        .toFixed(),
      low: prices(parts.map(({ low }) => low))[0]!.toFixed(),
      close: parts.at(-1)!.close.toFixed(),
      volume: sum(parts.map(({ volume }) => volume)),
      quoteVolume: sum(parts.map(({ quoteVolume }) => quoteVolume)),
      tradeCount: parts.reduce((total, { tradeCount }) => total + tradeCount!, 0),
      takerBuyVolume: sum(parts.map(({ takerBuyVolume }) => takerBuyVolume)),
      takerBuyQuoteVolume: sum(parts.map(({ takerBuyQuoteVolume }) => takerBuyQuoteVolume)),
    };
  });
  const column = <Name extends keyof (typeof candles)[number]>(name: Name) =>
    candles.map((candle) => candle[name]);
  return new KlineTable({
    openTime: column('openTime'),
    closeTime: candles.map(({ openTime }) => nextOpenTime(openTime, interval) - 1),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
    quoteVolume: column('quoteVolume'),
    tradeCount: column('tradeCount'),
    takerBuyVolume: column('takerBuyVolume'),
    takerBuyQuoteVolume: column('takerBuyQuoteVolume'),
  });
}

/** So many candles of an interval from one on, and the minutes that make them. */
function candlesFrom(time: number, interval: Interval, count: number): TimeRange {
  const start = floorToInterval(time, interval);
  return { start, end: shiftOpenTime(start, interval, count) };
}

test.each<[MinutesInterval, number]>([
  ['3m', 50],
  ['1h', 5],
  ['12h', 3],
  ['3d', 3],
  ['1w', 3],
  ['1M', 2],
])(
  '%s candles that are what their minutes make are clean, and one that is not is found',
  async (interval, count) => {
    const range = candlesFrom(START, interval, count);
    const minutes = makeKlines([range]);
    const candles = aggregate(minutes, interval);
    await write('1m', minutes, [stored(range)]);
    await write(interval, candles, [stored(range)]);
    expect(await store.compareWithMinutes(symbol, interval)).toEqual({
      findings: [],
      omitted: 0,
      candles: count,
    });

    const last = candlesFrom(range.end - 1, interval, 1);
    await connection.query(
      `UPDATE klines SET low = low - 1, trade_count = trade_count + 1
     WHERE symbol_id = $1 AND interval = $2 AND open_time = $3`,
      [symbol, interval, new Date(last.start).toISOString()],
    );
    const { columns } = candles;
    const row = count - 1;
    expect((await store.compareWithMinutes(symbol, interval)).findings).toEqual([
      {
        kind: 'aggregate',
        range: last,
        candles: 1,
        openTime: last.start,
        columns: ['low', 'tradeCount'],
        values: expect.objectContaining({
          open: columns.open[row],
          low: new Big(columns.low[row]!).minus(1).toFixed(),
          tradeCount: String(columns.tradeCount![row]! + 1),
        }) as unknown,
        fromMinutes: expect.objectContaining({
          low: new Big(columns.low[row]!).toFixed(4),
          tradeCount: String(columns.tradeCount![row]),
        }) as unknown,
      },
    ]);
  },
);

test.each([
  'open',
  'high',
  'low',
  'close',
  'volume',
  'quote_volume',
  'trade_count',
  'taker_buy_volume',
  'taker_buy_quote_volume',
])('a difference in %s is found where it is, alone, and as one run', async (name) => {
  const range = candlesFrom(START, '5m', 12);
  const minutes = makeKlines([range]);
  await write('1m', minutes, [stored(range)]);
  await write('5m', aggregate(minutes, '5m'), [stored(range)]);
  const wrong = { start: shiftOpenTime(range.start, '5m', 3), end: shiftOpenTime(range.start, '5m', 6) };
  await connection.query(
    `UPDATE klines SET ${name} = ${name} + ${name === 'trade_count' ? '1' : '0.00000001'}
     WHERE symbol_id = $1 AND interval = '5m' AND open_time >= $2 AND open_time < $3`,
    [symbol, new Date(wrong.start).toISOString(), new Date(wrong.end).toISOString()],
  );
  const { findings } = await store.compareWithMinutes(symbol, '5m');
  const column = name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  expect(findings).toMatchObject([
    { kind: 'aggregate', range: wrong, candles: 3, openTime: wrong.start, columns: [column] },
  ]);
  const within = { start: wrong.start + 1, end: range.end };
  expect((await store.compareWithMinutes(symbol, '5m', within)).findings).toMatchObject([{ candles: 2 }]);
  const outside = await store.compareWithMinutes(symbol, '5m', { start: wrong.end, end: range.end });
  expect(outside).toEqual({ findings: [], omitted: 0, candles: 6 });
});

test('only candles are compared whose minutes are all settled, and then those without a candle count as nothing', async () => {
  const range = candlesFrom(START, '5m', 5);
  const at = (minute: number): number => range.start + minute * 60_000;
  const parts = [
    { start: at(0), end: at(7) },
    { start: at(9), end: at(12) },
    { start: at(15), end: at(20) },
  ];
  const minutes = makeKlines(parts);
  await write('1m', minutes, [
    ...parts.map(stored),
    { start: at(7), end: at(9), status: 'empty' },
    { start: at(12), end: at(13), status: 'unavailable' },
    { start: at(20), end: at(25), status: 'empty' },
  ]);
  const candles = makeKlines([range], { interval: '5m' });
  const right = aggregate(minutes, '5m').columns;
  const same = <T>(own: readonly T[], made: readonly T[]): T[] =>
    own.map((value, row) => (row === 2 || row === 4 ? value : made[row]!));
  const klines = withColumns(candles, {
    open: same(candles.columns.open, right.open),
    high: same(candles.columns.high, right.high),
    low: same(candles.columns.low, right.low),
    close: same(candles.columns.close, right.close),
    volume: same(candles.columns.volume!, right.volume!),
    quoteVolume: null,
    tradeCount: candles.columns.tradeCount!.map((_, row) => (row === 4 ? 0 : right.tradeCount![row]!)),
    takerBuyVolume: null,
    takerBuyQuoteVolume: null,
  });
  await write('5m', klines, [stored(range)]);
  expect(await store.compareWithMinutes(symbol, '5m')).toMatchObject({
    findings: [
      {
        range: { start: at(20), end: at(25) },
        columns: ['volume'],
        fromMinutes: { open: null, volume: '0', tradeCount: '0' },
      },
    ],
    candles: 4,
  });
});

test('a column that some minute lacks is not compared', async () => {
  const range = candlesFrom(START, '5m', 2);
  const minutes = makeKlines([range]);
  await write('1m', minutes, [stored(range)]);
  await write('5m', aggregate(minutes, '5m'), [stored(range)]);
  await connection.query(
    `UPDATE klines SET quote_volume = NULL WHERE symbol_id = $1 AND interval = '1m' AND open_time = $2`,
    [symbol, new Date(range.start + 120_000).toISOString()],
  );
  expect(await store.compareWithMinutes(symbol, '5m')).toEqual({ findings: [], omitted: 0, candles: 2 });
});

test('without minutes nothing is compared, which the count tells', async () => {
  await using series = await store.claim(symbol, '1h');
  await series.write(storedBatch([candlesFrom(START, '1h', 5)], { interval: '1h' }));
  expect(await store.compareWithMinutes(symbol, '1h')).toEqual({ findings: [], omitted: 0, candles: 0 });
});

test.each(['1s', '1m'] as Interval[])('candles of %s are refused', async (interval) => {
  await expect(store.compareWithMinutes(symbol, interval as MinutesInterval)).rejects.toThrow(RangeError);
});
