import {
  alignRange,
  floorToInterval,
  type Interval,
  INTERVALS,
  mergeRanges,
  nextOpenTime,
  openTimes,
  type TimeRange,
} from '@marketloom/exchange';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ArchiveFile, pathOf, planArchive } from './archive-files.ts';

const DAY = 86_400_000;
const FIRST = Date.UTC(2019, 10, 15);

const anyPlan = fc
  .record({
    interval: fc.constantFrom(...INTERVALS),
    start: fc.integer({ min: FIRST, max: FIRST + 900 * DAY }),
    length: fc.integer({ min: 0, max: 150 * DAY }),
    now: fc.integer({ min: FIRST, max: FIRST + 1000 * DAY }),
  })
  .map(({ interval, start, length, now }) => {
    const range = alignRange({ start, end: start + length }, interval);
    return { interval, range, now, months: [...planArchive(range, interval, now)] };
  });

const isMonth = ({ start, end }: TimeRange): boolean =>
  floorToInterval(start, '1M') === start && nextOpenTime(start, '1M') === end;
const isDay = ({ start, end }: TimeRange): boolean => start % DAY === 0 && end - start === DAY;
const sizeOf = ({ start, end }: TimeRange): number => end - start;
const wantedOf = (files: readonly ArchiveFile[]): TimeRange[] => files.map(({ wanted }) => wanted);
const inside = (part: TimeRange, whole: TimeRange): boolean =>
  whole.start <= part.start && part.start < part.end && part.end <= whole.end;

test('files are whole days and months that are over, and something of each is wanted', () => {
  fc.assert(
    fc.property(anyPlan, ({ interval, range, now, months }) => {
      for (const { monthly, daily } of months) {
        for (const file of [...(monthly ? [monthly] : []), ...daily]) {
          expect(file.kind === 'monthly' ? isMonth(file.period) : isDay(file.period)).toBe(true);
          expect(file.period.end).toBeLessThanOrEqual(now);
          expect(inside(file.wanted, range) && inside(file.wanted, file.period)).toBe(true);
          expect(alignRange(file.wanted, interval)).toEqual(file.wanted);
        }
      }
    }),
  );
});

const isLong = (interval: Interval): boolean => ['3d', '1w', '1M'].includes(interval);

test('a month is fetched as one only where half of it is wanted, and its days would give the same', () => {
  fc.assert(
    fc.property(
      anyPlan.filter(({ interval }) => !isLong(interval)),
      ({ months }) => {
        for (const { monthly, daily } of months.filter((month) => month.monthly !== null)) {
          const { wanted, period } = monthly as ArchiveFile;
          expect(2 * sizeOf(wanted)).toBeGreaterThanOrEqual(sizeOf(period));
          expect(mergeRanges(wantedOf(daily))).toEqual([wanted]);
        }
      },
    ),
  );
});

test('months of seconds are never fetched as one; what is longer than a day always is', () => {
  fc.assert(
    fc.property(
      anyPlan.filter(({ interval }) => isLong(interval) || interval === '1s'),
      ({ interval, months }) => {
        for (const { monthly, daily } of months) {
          expect(monthly === null).toBe(interval === '1s');
          expect(daily.length > 0).toBe(interval === '1s');
        }
      },
    ),
  );
});

test('every open time whose candle closes in a day or month that is over lies in exactly one file', () => {
  const anyOfDays = anyPlan.filter(({ interval }) => !['1s', '1m', '3m', '5m', '15m'].includes(interval));
  fc.assert(
    fc.property(anyOfDays, ({ interval, range, now, months }) => {
      const files = months.flatMap(({ monthly, daily }) => (monthly ? [monthly] : daily));
      const starts = wantedOf(files).map(({ start }) => start);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      const period: Interval = isLong(interval) ? '1M' : '1d';
      for (const open of openTimes(range, interval)) {
        const end = nextOpenTime(floorToInterval(open, period), period);
        const isThere = end <= now && nextOpenTime(open, interval) <= end;
        const holding = files.filter(({ wanted }) => wanted.start <= open && open < wanted.end);
        expect(holding).toHaveLength(isThere ? 1 : 0);
      }
    }),
    { numRuns: 60 },
  );
});

test('a path is that of the archive', () => {
  const [month] = planArchive(
    { start: Date.UTC(2024, 1, 1), end: Date.UTC(2024, 2, 1) },
    '1m',
    Date.UTC(2025, 0),
  );
  const series = { market: 'spot', symbol: 'BTCUSDT', interval: '1m' } as const;
  const { monthly, daily } = month ?? { monthly: null, daily: [] };
  expect(daily).toHaveLength(29);
  expect(pathOf(series, monthly as ArchiveFile)).toBe(
    '/data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-02.zip',
  );
  expect(pathOf({ ...series, market: 'usdm' }, daily[28] as ArchiveFile)).toBe(
    '/data/futures/um/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2024-02-29.zip',
  );
  expect(pathOf({ market: 'coinm', symbol: 'BTCUSD_PERP', interval: '1M' }, monthly as ArchiveFile)).toBe(
    '/data/futures/cm/monthly/klines/BTCUSD_PERP/1mo/BTCUSD_PERP-1mo-2024-02.zip',
  );
  expect(pathOf({ ...series, symbol: '币安人生USDT' }, monthly as ArchiveFile)).toContain(
    '/%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT/1m/',
  );
});
