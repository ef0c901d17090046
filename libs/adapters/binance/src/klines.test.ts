import {
  alignRange,
  closeTimeOf,
  countCandles,
  type Instrument,
  type Interval,
  type KlinePage,
  type TimeRange,
} from '@marketloom/exchange';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exchangeAt } from './fixtures/exchange.ts';
import { instruments, inversePerpetual, linearPerpetual, spotPair } from './fixtures/instruments.ts';
import { startKlineServer } from './fixtures/kline-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FIRST = Date.UTC(2021, 2, 3, 4, 5);
const NOW = Date.UTC(2032, 5, 15, 12, 34, 56);
const BEFORE: TimeRange = { start: 0, end: FIRST };

interface Walk {
  readonly pages: KlinePage[];
  readonly windows: { readonly start: number; readonly end: number; readonly limit: number }[];
}

async function walk(
  instrument: Instrument,
  interval: Interval,
  range: TimeRange,
  options: { gaps?: readonly TimeRange[]; mostRows?: number; now?: number } = {},
): Promise<Walk> {
  const { now = NOW, gaps = [], ...rest } = options;
  await using server = await startKlineServer({ gaps: [BEFORE, ...gaps], now, ...rest });
  const exchange = exchangeAt(server.url);
  const pages: KlinePage[] = [];
  for await (const page of exchange.fetchKlines({ symbol: instrument, interval, ...range })) pages.push(page);
  const windows = server.asked
    .filter(({ path }) => path.endsWith('/klines'))
    .map(({ query }) => ({
      start: Number(query.get('startTime')),
      end: Number(query.get('endTime')) + 1,
      limit: Number(query.get('limit')),
    }));
  return { pages, windows };
}

const openTimesOf = (pages: readonly KlinePage[]): number[] =>
  pages.flatMap(({ klines }) => [...klines.columns.openTime]);

/** The open times that there should be, worked out one by one. */
function expectedOpenTimes(interval: Interval, range: TimeRange, gaps: readonly TimeRange[]): number[] {
  const times: number[] = [];
  const step = interval === '1m' ? MINUTE : interval === '1h' ? HOUR : DAY;
  for (let open = Math.ceil(range.start / step) * step; open < range.end; open += step) {
    if (![BEFORE, ...gaps].some((gap) => gap.start <= open && open + step <= gap.end)) times.push(open);
  }
  return times;
}

const spans: Readonly<Record<string, number>> = { '1m': 6 * DAY, '1h': 250 * DAY, '1d': 1400 * DAY };

const anyWalk = fc
  .record({
    instrument: fc.constantFrom(...instruments),
    interval: fc.constantFrom<Interval>('1m', '1h', '1d'),
    from: fc.integer({ min: -2 * DAY, max: 1000 * DAY }),
    length: fc.double({ min: 0, max: 1, noNaN: true }),
    gaps: fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.6, noNaN: true })),
      {
        maxLength: 4,
      },
    ),
    mostRows: fc.option(fc.integer({ min: 50, max: 300 }), { nil: undefined }),
  })
  .map(({ instrument, interval, from, length, gaps, mostRows }) => {
    const span = spans[interval] ?? 0;
    const start = FIRST + from;
    const end = start + Math.floor(length * span);
    const quiet: TimeRange[] = [];
    for (const [at, share] of gaps.toSorted(([a], [b]) => a - b)) {
      const gap = start + Math.floor(at * span);
      if (gap > (quiet.at(-1)?.end ?? FIRST)) quiet.push({ start: gap, end: gap + Math.floor(share * span) });
    }
    const most = mostRows === undefined ? {} : { mostRows };
    return { instrument, interval, range: { start, end }, gaps: quiet, ...most };
  });

test('any range of any market comes without a gap, a double or a question outside of it', async () => {
  await fc.assert(
    fc.asyncProperty(anyWalk, async ({ instrument, interval, range, gaps, ...rest }) => {
      const { pages, windows } = await walk(instrument, interval, range, { gaps, ...rest });
      expect(openTimesOf(pages)).toEqual(expectedOpenTimes(interval, range, gaps));
      // Page by page, the ranges follow each other from one end to the other.
      const wanted = alignRange(range, interval);
      const ends = [wanted.start, ...pages.map((page) => page.range.end)];
      expect(pages.map((page) => page.range.start)).toEqual(ends.slice(0, -1));
      expect(ends.at(-1)).toBe(wanted.end);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      expect(new Set(ends).size).toBe(ends.length);
      const { market } = instrument;
      for (const { start, end, limit } of windows) {
        // Days are looked through whole on COIN-M: a window may begin or end with the day.
        expect(start).toBeGreaterThan(range.start - DAY);
        expect(end).toBeLessThan(range.end + DAY);
        expect(limit).toBeLessThanOrEqual(market === 'spot' ? 1000 : 499);
        expect(end - start).toBeLessThanOrEqual(market === 'coinm' ? 200 * DAY : Number.POSITIVE_INFINITY);
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  [spotPair, 1000],
  [linearPerpetual, 499],
  [inversePerpetual, 499],
])('a long range of $market costs the fewest requests there can be', async (instrument, page) => {
  const range = { start: FIRST, end: FIRST + 3 * page * MINUTE };
  const { pages, windows } = await walk(instrument, '1m', range);
  expect(windows.map(({ limit }) => limit)).toEqual([page, page, page]);
  expect(pages.map(({ klines }) => klines.length)).toEqual([page, page, page]);
});

test('years without a candle cost one small question, and are one empty page', async () => {
  const range = { start: FIRST, end: FIRST + 1000 * DAY };
  const gap = { start: FIRST + 10 * MINUTE, end: FIRST + 999 * DAY };
  const { pages, windows } = await walk(spotPair, '1m', range, { gaps: [gap] });
  expect(pages[1]).toMatchObject({ range: gap, klines: { length: 0 } });
  expect(windows.slice(0, 3)).toEqual([
    { start: FIRST, end: FIRST + 1000 * MINUTE, limit: 1000 },
    { start: gap.start, end: gap.start + 1000 * MINUTE, limit: 1000 },
    { start: gap.start + 1000 * MINUTE, end: range.end, limit: 1 },
  ]);
});

test('years without a candle on COIN-M are looked through by days, 200 a question', async () => {
  const range = { start: FIRST, end: FIRST + 1000 * DAY };
  const gap = { start: FIRST + 10 * MINUTE, end: FIRST + 999 * DAY };
  const { pages, windows } = await walk(inversePerpetual, '1m', range, { gaps: [gap] });
  expect(openTimesOf(pages)).toHaveLength(10 + 1440);
  // The day of the gap's beginning has candles, before the gap: it is looked through, and the days behind it anew.
  const days = windows.filter(({ limit, end, start }) => limit === 200 && end - start === 200 * DAY);
  expect(days).toHaveLength(1 + 5);
});

test('a range before the market opened is empty without a question', async () => {
  const range = { start: 0, end: Date.UTC(2018, 0, 1) };
  const { pages, windows } = await walk(linearPerpetual, '1h', range);
  expect(pages).toMatchObject([{ range, klines: { length: 0 } }]);
  expect(windows).toEqual([]);
});

test("only candles that are closed by the exchange's clock come", async () => {
  const now = Date.UTC(2024, 0, 1, 12, 30, 4, 999);
  const range = { start: now - HOUR, end: now + DAY };
  const { pages } = await walk(spotPair, '1m', range, { now });
  // At 12:30:04.999 the candle of 12:29 has not settled for five seconds yet.
  expect(openTimesOf(pages).at(-1)).toBe(Date.UTC(2024, 0, 1, 12, 28));
  expect(pages.at(-1)?.range.end).toBe(Date.UTC(2024, 0, 1, 12, 29));
  const later = await walk(spotPair, '1m', range, { now: now + 1 });
  expect(openTimesOf(later.pages).at(-1)).toBe(Date.UTC(2024, 0, 1, 12, 29));
});

test('candles that are missing just after their end may still come: no page tells of them', async () => {
  const now = Date.UTC(2024, 0, 1, 12, 30, 30);
  const late = Date.UTC(2024, 0, 1, 12, 20);
  const { pages } = await walk(
    spotPair,
    '1m',
    { start: now - HOUR, end: now },
    { now, gaps: [{ start: late, end: now + DAY }] },
  );
  expect(openTimesOf(pages).at(-1)).toBe(late - MINUTE);
  expect(pages.at(-1)?.range).toEqual({ start: late, end: Date.UTC(2024, 0, 1, 12, 25) });
});

test.each<Interval>(['1M', '1w', '3d'])('COIN-M windows of %s keep within 200 days', async (interval) => {
  const range = { start: Date.UTC(2021, 5, 1), end: Date.UTC(2024, 5, 1) };
  const { pages, windows } = await walk(inversePerpetual, interval, range);
  expect(openTimesOf(pages)).toHaveLength(countCandles(range, interval));
  for (const { start, end } of windows) expect(end - start).toBeLessThanOrEqual(200 * DAY);
});

test.each<Interval>(['1s', '3m', '12h', '1d', '3d', '1w', '1M'])(
  '%s candles close as the interval says',
  async (interval) => {
    const range = {
      start: Date.UTC(2024, 0, 1),
      end: Date.UTC(2024, 0, 1) + (interval === '1s' ? HOUR : 100 * DAY),
    };
    const { pages } = await walk(spotPair, interval, range);
    const times = openTimesOf(pages);
    expect(times.length).toBe(countCandles(range, interval));
    expect(pages.flatMap(({ klines }) => [...klines.columns.closeTime])).toEqual(
      times.map((open) => closeTimeOf(open, interval)),
    );
  },
);

test('1s candles are refused where the market has none', async () => {
  const range = { start: FIRST, end: FIRST + MINUTE };
  await expect(walk(linearPerpetual, '1s', range)).rejects.toMatchObject({ kind: 'unsupportedCapability' });
});

test.each([
  [Number.NaN, FIRST],
  [FIRST, Number.POSITIVE_INFINITY],
  [FIRST + 1, FIRST],
])('from %s up to %s is no range', async (start, end) => {
  await expect(walk(spotPair, '1m', { start, end })).rejects.toMatchObject({ kind: 'invalidRequest' });
});
