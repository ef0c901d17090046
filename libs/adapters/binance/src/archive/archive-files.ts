import {
  ceilToInterval,
  floorToInterval,
  type Interval,
  intersectRanges,
  nextOpenTime,
  openTimes,
  type TimeRange,
} from '@marketloom/exchange';
import type { MarketId } from '../markets.ts';

/** One file of the archive: a whole UTC day or calendar month of candles. */
export interface ArchiveFile {
  readonly kind: 'daily' | 'monthly';
  /** What opens in here is in the file. */
  readonly period: TimeRange;
  /** What is wanted of it, aligned to the interval: candles that also close in the file's period. */
  readonly wanted: TimeRange;
}

/** Where to look for a month's part of a range: in the month's file, and if there is none in those of its days. */
export interface ArchiveMonth {
  /** Null where the days serve better. */
  readonly monthly: ArchiveFile | null;
  /** Ascending; none where the interval has no daily files. */
  readonly daily: readonly ArchiveFile[];
}

/**
 * Candles longer than a day have monthly files only.
 * https://github.com/binance/binance-public-data/blob/master/python/enums.py
 */
const MONTHLY_ONLY: ReadonlySet<Interval> = new Set(['3d', '1w', '1M']);

/** Months of seconds have files of their own, too large to be held in memory. */
const DAILY_ONLY: ReadonlySet<Interval> = new Set(['1s']);

/**
 * The files that could hold the candles of an aligned range, by month, ascending. Only periods that are over at `now`,
 * epoch ms. A month is fetched as one file when at least half of it is wanted, else by the day.
 *
 * A candle that closes after its file's month has ended, as most weeks at the turn of a month do, is never wanted: it
 * may have been running when the file was written, and nothing in the file tells.
 */
export function* planArchive(
  range: TimeRange,
  interval: Interval,
  now: number,
): Generator<ArchiveMonth, void, undefined> {
  for (const month of periods(range, '1M')) {
    const monthly = fileOf('monthly', month, range, interval, now);
    if (MONTHLY_ONLY.has(interval)) {
      if (monthly !== null) yield { monthly, daily: [] };
      continue;
    }
    const daily = periods(
      { start: Math.max(range.start, month.start), end: Math.min(range.end, month.end) },
      '1d',
    )
      .map((day) => fileOf('daily', day, range, interval, now))
      .filter((file) => file !== null);
    const isMostly = monthly !== null && 2 * lengthOf(monthly.wanted) >= lengthOf(month);
    if (isMostly && !DAILY_ONLY.has(interval)) yield { monthly, daily };
    else if (daily.length > 0) yield { monthly: null, daily };
  }
}

const lengthOf = ({ start, end }: TimeRange): number => end - start;

/** The days or months that a range touches. */
function periods({ start, end }: TimeRange, length: '1d' | '1M'): TimeRange[] {
  if (start >= end) return [];
  const openings = openTimes({ start: floorToInterval(start, length), end }, length);
  return Array.from(openings, (open) => ({ start: open, end: nextOpenTime(open, length) }));
}

function fileOf(
  kind: ArchiveFile['kind'],
  period: TimeRange,
  range: TimeRange,
  interval: Interval,
  now: number,
): ArchiveFile | null {
  if (period.end > now) return null;
  const whole = { start: ceilToInterval(period.start, interval), end: floorToInterval(period.end, interval) };
  const [wanted] = intersectRanges([whole], [range]);
  return wanted === undefined ? null : { kind, period, wanted };
}

const FOLDERS: Readonly<Record<MarketId, string>> = { spot: 'spot', usdm: 'futures/um', coinm: 'futures/cm' };

/** Where a series is kept in the archive. */
export interface ArchiveSeries {
  readonly market: MarketId;
  /** The exchange's own name of the instrument. */
  readonly symbol: string;
  readonly interval: Interval;
}

/**
 * The path of a file: `/data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-02.zip`. The month is `1mo` there, for file
 * systems to which `1M` and `1m` are one.
 * https://github.com/binance/binance-public-data#klines
 */
export function pathOf({ market, symbol, interval }: ArchiveSeries, { kind, period }: ArchiveFile): string {
  const written = interval === '1M' ? '1mo' : interval;
  const date = new Date(period.start).toISOString().slice(0, kind === 'daily' ? 10 : 7);
  const name = encodeURIComponent(symbol);
  return `/data/${FOLDERS[market]}/${kind}/klines/${name}/${written}/${name}-${written}-${date}.zip`;
}
