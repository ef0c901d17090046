import {
  closeTimeOf,
  type Interval,
  KlineTable,
  mergeRanges,
  openTimes,
  type TimeRange,
} from '@marketloom/exchange';
import { startSandboxExchange } from '@marketloom/sandbox-exchange';
import { ifSkipped, recordings } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresKlineStore } from '../klines/postgres-kline-store.ts';
import { AGGREGATE_INTERVALS, readView } from '../testing/aggregate-fixture.ts';
import { addSymbol } from '../testing/kline-fixture.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import { PostgresAggregateStore } from './postgres-aggregate-store.ts';

let database: StoreFixture;
beforeAll(async () => {
  database = await createStoreFixture();
});
afterAll(() => database.drop());

/** Stores the rows of minutes of an exchange, and has materialised what the tests' server materialises. */
async function store(name: string, rows: readonly (readonly string[])[]): Promise<number> {
  const column = (index: number): string[] => rows.map((row) => row[index] as string);
  // Some recorded files have no more than the first six.
  const complete = rows[0]?.[10] !== undefined;
  const openTime = column(0).map(Number);
  const klines = new KlineTable({
    openTime,
    closeTime: openTime.map((time) => closeTimeOf(time, '1m')),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    quoteVolume: complete ? column(7) : null,
    tradeCount: complete ? column(8).map(Number) : null,
    takerBuyVolume: complete ? column(9) : null,
    takerBuyQuoteVolume: complete ? column(10) : null,
  });
  const symbolId = await addSymbol(database.connection, name);
  await using series = await new PostgresKlineStore(database.connection).claim(symbolId, '1m');
  const ranges = mergeRanges(openTime.map((start) => ({ start, end: start + 60_000 })));
  await series.write({ klines, settled: ranges.map((range) => ({ ...range, status: 'stored' })) });
  await new PostgresAggregateStore(database.connection).refresh();
  return symbolId;
}

/** A decimal as the view is read here: without zeros at the end. */
const trim = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

describe('an exchange’s own candles of higher intervals', () => {
  test('are what its minutes add up to: the simulated exchange', async () => {
    const range: TimeRange = { start: Date.UTC(2024, 0, 29), end: Date.UTC(2024, 2, 4) };
    const sandbox = await startSandboxExchange({ now: () => Date.UTC(2024, 3, 1) });
    const rowsOf = (interval: string): string[][] =>
      sandbox.klines('spot', 'BTCUSDT', interval, range).map((row) => row.map(String));
    const symbolId = await store('SANDBOX', rowsOf('1m'));
    // The simulated exchange opens three-day candles on the epoch's own grid, the real one a day off it, as we do.
    for (const interval of AGGREGATE_INTERVALS.filter((each) => each !== '3d')) {
      const whole = { start: range.start, end: lastWhole(range.end, interval) };
      const expected = rowsOf(interval)
        .filter((row) => Number(row[0]) < whole.end)
        .map(([time, open, high, low, close, volume, , quoteVolume, trades, takerBuy, takerBuyQuote]) => [
          Number(time),
          ...[open, high, low, close, volume, quoteVolume, trades, takerBuy, takerBuyQuote].map((text) =>
            trim(text as string),
          ),
        ]);
      expect(expected.length).toBeGreaterThan(0);
      const candles = await readView(database.connection, symbolId, interval, whole);
      expect(candles.map(valuesOf), interval).toEqual(expected);
    }
    await sandbox.close();
  });

  test.skipIf(recordings === null)(
    `are what its minutes add up to: hours of Binance${ifSkipped}`,
    async () => {
      const rowsOf = (file: string): string[][] =>
        (recordings?.text(`history/${file}`) ?? '')
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.split(','));
      const minutes = rowsOf('binance-spot-BTCUSDT-1m-202403.clean.csv');
      const symbolId = await store('RECORDED', minutes);
      const [first, last] = [minutes[0], minutes.at(-1)].map((row) => Number(row?.[0])) as [number, number];
      const range = { start: first, end: last + 60_000 };
      const candles = await readView(database.connection, symbolId, '1h', range);
      const whole = candles.filter((candle) => candle.candle_count === '60');
      expect(whole.length).toBeGreaterThan(500);
      const hours = new Map(rowsOf('binance-spot-BTCUSDT-1h.csv').map((row) => [Number(row[0]), row]));
      const known = whole.filter((candle) => hours.has(candle.open_time));
      expect(known.length).toBeGreaterThan(500);
      expect(known.map((candle) => valuesOf(candle).slice(0, 6))).toEqual(
        known.map(({ open_time: time }) => [time, ...(hours.get(time) as string[]).slice(1, 6).map(trim)]),
      );
    },
  );
});

/** The open time of the last candle of an interval that begins before `end` and may go beyond it, or `end`. */
function lastWhole(end: number, interval: Interval): number {
  const last = [...openTimes({ start: end - 40 * 86_400_000, end }, interval)].at(-1) ?? end;
  return closeTimeOf(last, interval) < end ? end : last;
}

/** In the order of an exchange's row. */
function valuesOf(candle: Awaited<ReturnType<typeof readView>>[number]): (string | number | null)[] {
  const { open_time: time, open, high, low, close, volume } = candle;
  const optional = [
    candle.quote_volume,
    candle.trade_count,
    candle.taker_buy_volume,
    candle.taker_buy_quote_volume,
  ];
  return [time, open, high, low, close, volume, ...optional];
}
