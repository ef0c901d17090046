/**
 * Binance's candle lengths, written anew here: the simulated exchange is what the libraries are checked against, so it
 * must not share their arithmetic.
 */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A day in ms. */
export const DAY_MS: number = DAY;
/** A minute in ms. */
export const MINUTE_MS: number = MINUTE;

const LENGTHS: Readonly<Record<string, number>> = {
  '1s': SECOND,
  '1m': MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': HOUR,
  '2h': 2 * HOUR,
  '4h': 4 * HOUR,
  '6h': 6 * HOUR,
  '8h': 8 * HOUR,
  '12h': 12 * HOUR,
  '1d': DAY,
  '3d': 3 * DAY,
  '1w': 7 * DAY,
};

/**
 * Where grids that do not begin at the epoch begin: weeks on Mondays (the epoch was a Thursday), three days a day after
 * the epoch, as BTCUSDT's candles of 2017-08-17 and 2024-01-01 show.
 */
const ANCHORS: Readonly<Record<string, number>> = { '1w': 4 * DAY, '3d': DAY };

/** The lengths, ascending, as the exchange writes them. */
export const SANDBOX_INTERVALS: readonly string[] = [...Object.keys(LENGTHS), '1M'];

/** The length in ms; null for a calendar month and for what is no interval. */
export function lengthOf(interval: string): number | null {
  return LENGTHS[interval] ?? null;
}

/** The open time of the candle that holds `time`. */
export function openTimeAt(time: number, interval: string): number {
  if (interval === '1M') {
    const date = new Date(time);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
  const length = LENGTHS[interval] as number;
  const anchor = ANCHORS[interval] ?? 0;
  return Math.floor((time - anchor) / length) * length + anchor;
}

/** The open time `count` candles after (or before) an open time. */
export function openTimeAfter(openTime: number, interval: string, count = 1): number {
  if (interval === '1M') {
    const date = new Date(openTime);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1);
  }
  return openTime + count * (LENGTHS[interval] as number);
}

/** The interval whose candles lie this many ms apart; null when there is none. */
export function intervalOfSpacing(spacing: number): string | null {
  const fixed = Object.keys(LENGTHS).find((interval) => LENGTHS[interval] === spacing);
  return fixed ?? (spacing >= 28 * DAY && spacing <= 31 * DAY ? '1M' : null);
}
