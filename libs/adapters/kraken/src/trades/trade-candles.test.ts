import { RestClient } from '@marketloom/adapter-kit';
import {
  floorToInterval,
  type Interval,
  type KlinePage,
  type KlineTable,
  shiftOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import { expect, it } from 'vitest';
import { pairBudget, spotBudget } from '../budgets.ts';
import { refusals } from '../errors.ts';
import { DirectTransport } from '@marketloom/testing';
import { type KrakenAt, NOW, withKraken } from '../fixtures/kraken-at.ts';
import { ohlc } from '../klines.ts';
import { recentFrom, recentKlines } from '../recent-klines.ts';
import { tradeCandles } from './trade-candles.ts';
import { TradeTape } from './trade-tape.ts';

const INTERVALS = Object.keys(ohlc.intervals) as Interval[];

/** Both ways to the candles of one series, side by side. */
function bothWays({ server, named }: KrakenAt, interval: Interval) {
  const client = new RestClient({
    exchange: 'kraken',
    root: server.url,
    budget: spotBudget,
    budgetShare: 1,
    transport: new DirectTransport(),
    refusals,
  });
  const instrument = named('XBTUSD');
  const series = { exchange: 'kraken', instrument, interval, operation: 'test' };
  const tape = new TradeTape({ exchange: 'kraken', client, pair: 'XBTUSD', budget: pairBudget('XBTUSD') });
  return {
    recent: (range: TimeRange) => recentKlines(client, series, range),
    built: (range: TimeRange) => tradeCandles(tape, series, range),
  };
}

const rowsOf = (klines: KlineTable): unknown[] =>
  [...klines].map(({ openTime, open, high, low, close, volume, tradeCount }) =>
    [openTime.toISOString(), open, high, low, close, volume, tradeCount].map(String),
  );

const allOf = (pages: readonly KlinePage[]): unknown[] => pages.flatMap(({ klines }) => rowsOf(klines));

it.each(INTERVALS)('%s candles built from trades are what OHLC says, where both reach', async (interval) => {
  await withKraken(async (kraken) => {
    const { recent, built } = bothWays(kraken, interval);
    const range = { start: recentFrom(NOW, interval), end: floorToInterval(NOW, interval) };
    const { klines, newest } = await recent(range);
    expect(newest).toBe(range.end);
    const pages = await Array.fromAsync(built(range));
    expect(allOf(pages)).toEqual(rowsOf(klines));
    expect(klines.length).toBeGreaterThan(3);
    expect(pages[0]?.range.start).toBe(range.start);
    expect(pages.at(-1)?.range.end).toBe(range.end);
  });
});

it('a page comes for each answer with trades, and no more is asked for than is taken', async () => {
  await withKraken(async (kraken) => {
    const { built } = bothWays(kraken, '1h');
    const end = shiftOpenTime(floorToInterval(NOW, '1h'), '1h', -10);
    const range = { start: shiftOpenTime(end, '1h', -4000), end };
    const { requests } = kraken.server;
    const pages: KlinePage[] = [];
    for await (const page of built(range)) {
      pages.push(page);
      expect(requests.length).toBeLessThanOrEqual(pages.length + 2);
    }
    expect(pages.length).toBeGreaterThan(5);
    expect(requests.length).toBeLessThanOrEqual(pages.length + 3);
  });
});

it('the seam between trades and OHLC has no gap, and quote volumes are told of the older candles', async () => {
  await withKraken(async ({ exchange, named }) => {
    const seam = recentFrom(NOW, '5m');
    const range = { start: shiftOpenTime(seam, '5m', -600), end: shiftOpenTime(seam, '5m', 600) };
    const request = { symbol: named('XBTUSD'), interval: '5m', ...range } as const;
    const pages = await Array.fromAsync(exchange.fetchKlines(request));
    const ends = pages.map((page) => page.range.end);
    expect(pages.map((page) => page.range.start)).toEqual([range.start, ...ends.slice(0, -1)]);
    expect(ends.at(-1)).toBe(range.end);
    for (const { range: told, klines } of pages.filter((page) => page.klines.length > 0)) {
      expect(klines.has('quoteVolume')).toBe(told.end <= seam);
    }
  });
});
