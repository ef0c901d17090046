import { floorToInterval, type Interval, type TimeRange } from '@marketloom/exchange';
import { expect, test } from 'vitest';
import { exchangeAt } from './fixtures/exchange.ts';
import { instruments, inversePerpetual, spotPair } from './fixtures/instruments.ts';
import { startKlineServer } from './fixtures/kline-server.ts';

const FIRST = Date.UTC(2022, 6, 7, 13, 41);
const NOW = Date.UTC(2024, 0, 1, 0, 0, 30);
const BEFORE: TimeRange = { start: 0, end: FIRST };
const intervals: readonly Interval[] = ['1m', '1h', '1d', '3d', '1w', '1M'];

test.each(instruments.flatMap((instrument) => intervals.map((interval) => ({ instrument, interval }))))(
  'the first $interval candle of $instrument.symbol',
  async ({ instrument, interval }) => {
    await using server = await startKlineServer({ gaps: [BEFORE], now: NOW });
    const first = await exchangeAt(server.url).firstKlineOpenTime({ symbol: instrument, interval });
    expect(first).toBe(floorToInterval(FIRST, interval));
  },
);

test('the spot market is asked once, for one candle', async () => {
  await using server = await startKlineServer({ gaps: [BEFORE], now: NOW });
  await exchangeAt(server.url).firstKlineOpenTime({ symbol: spotPair, interval: '1m' });
  const questions = server.asked.filter(({ path }) => path === '/api/v3/klines');
  expect(questions.map(({ query }) => query.get('limit'))).toEqual(['1']);
});

test('on COIN-M the first candle is found behind a day that has others than the first of it', async () => {
  // Trading began at 13:41, more than one page of 1m candles after midnight.
  await using server = await startKlineServer({ gaps: [BEFORE], now: NOW });
  await exchangeAt(server.url).firstKlineOpenTime({ symbol: inversePerpetual, interval: '1m' });
  expect(server.asked.length).toBeLessThan(12);
});

test('on COIN-M a known listing saves the search through the years before it', async () => {
  await using server = await startKlineServer({ gaps: [BEFORE], now: NOW });
  const count = async (listedAt: number | null): Promise<number> => {
    const before = server.asked.length;
    const symbol = { ...inversePerpetual, listedAt };
    expect(await exchangeAt(server.url).firstKlineOpenTime({ symbol, interval: '1h' })).toBe(
      floorToInterval(FIRST, '1h'),
    );
    return server.asked.length - before;
  };
  const unknown = await count(null);
  const known = await count(FIRST + 86_400_000);
  expect(known).toBeLessThanOrEqual(unknown - 2);
  // A listing that came long after the first candles leads nobody astray.
  await count(FIRST + 300 * 86_400_000);
});

test.each(instruments)('$symbol without any candle has no first one', async (instrument) => {
  await using server = await startKlineServer({ gaps: [{ start: 0, end: NOW + 86_400_000 }], now: NOW });
  expect(await exchangeAt(server.url).firstKlineOpenTime({ symbol: instrument, interval: '1h' })).toBeNull();
});

test('a candle that is not closed yet is the first all the same', async () => {
  const gaps = [{ start: 0, end: NOW - 10_000 }];
  await using server = await startKlineServer({ gaps, now: NOW });
  const exchange = exchangeAt(server.url);
  expect(await exchange.firstKlineOpenTime({ symbol: spotPair, interval: '1m' })).toBe(NOW - 30_000);
  const pages = exchange.fetchKlines({ symbol: spotPair, interval: '1m', start: NOW - 30_000, end: NOW });
  expect(await pages.next()).toMatchObject({ done: true });
});
