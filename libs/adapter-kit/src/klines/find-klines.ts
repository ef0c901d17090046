import {
  floorToInterval,
  type Interval,
  intervalMs,
  nextOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import { fitsWindow } from './fits-window.ts';
import type { FindNext, KlineSeries, KlineSource } from './kline-source.ts';

/**
 * The open time of the first candle in a range, which need not be closed; null when there is none. One request where the
 * exchange answers the first candle of any range. Else the range is looked through in candles of a day or longer, and the
 * first of these in the shortest candles of which it fits into one window, and so on: a few requests for years.
 */
export const findFirstIn: FindNext = async (source, series, range) => {
  const { interval } = series;
  if (source.answersFirst) {
    const window = { range, askedEnd: range.end, limit: 1 };
    return (await source.fetch(series, window)).klines.openTimes[0] ?? null;
  }
  const coarser = coarserThan(source, interval, range);
  if (coarser === undefined) return searchBy(source, series, range, interval);
  const found = await searchBy(source, series, range, coarser);
  const before = untoldBy(coarser, source, range, found);
  return (before && (await searchBy(source, series, before, interval))) ?? found;
};

/**
 * What a search through longer candles leaves open, where these begin later than shorter ones. Who has no candle when they
 * begin has none before that either.
 */
function untoldBy(
  coarser: Interval,
  { longerSince }: KlineSource,
  { start, end }: TimeRange,
  found: number | null,
): TimeRange | null {
  if (longerSince === undefined || start >= longerSince) return null;
  return (found ?? end) < nextOpenTime(longerSince, coarser)
    ? { start, end: Math.min(end, longerSince) }
    : null;
}

/** Looks a range through in candles of `step`, and each that is there in shorter ones. */
async function searchBy(
  source: KlineSource,
  series: KlineSeries,
  range: TimeRange,
  step: Interval,
): Promise<number | null> {
  const { interval } = series;
  const stepSeries = { ...series, interval: step };
  const begin = Math.max(floorToInterval(range.start, step), source.oldest(step) ?? -Infinity);
  for (let cursor = begin; cursor < range.end;) {
    const window = source.nextWindow(step, cursor, nextOpenTime(range.end - 1, step));
    const { klines } = await source.fetch(stepSeries, window);
    const [found] = klines.openTimes;
    if (found === undefined) {
      cursor = window.range.end;
      continue;
    }
    if (step === interval) return found;
    const inside = {
      start: Math.max(range.start, found),
      end: Math.min(range.end, nextOpenTime(found, step)),
    };
    const finer = finerThan(source, step, interval, inside);
    const first = inside.start < inside.end ? await searchBy(source, series, inside, finer) : null;
    if (first !== null) return first;
    cursor = nextOpenTime(found, step);
  }
  // The longer candle that is open may not be shown, and yet hold shorter ones that have closed.
  const unseen = source.unseen(step);
  if (step === interval || unseen === null || unseen >= range.end) return null;
  const tail = { start: Math.max(range.start, unseen), end: range.end };
  return searchBy(source, series, tail, finerThan(source, step, interval, tail));
}

/**
 * Where a range is too long for one window of an interval: of the intervals from a day up, or of the longest there are, the
 * shortest that needs at most twice the windows of any.
 */
function coarserThan(source: KlineSource, interval: Interval, range: TimeRange): Interval | undefined {
  if (fitsWindow(source, interval, range)) return undefined;
  const above = source.intervals.filter((candidate) => longer(candidate, interval));
  const days = above.filter((candidate) => !longer('1d', candidate));
  const candidates = days.length > 0 ? days : above.slice(-1);
  const counts = candidates.map((candidate) => countWindows(source, candidate, range));
  return candidates[counts.findIndex((count) => count <= 2 * Math.min(...counts))];
}

function countWindows(source: KlineSource, interval: Interval, range: TimeRange): number {
  const end = nextOpenTime(range.end - 1, interval);
  let count = 0;
  for (let cursor = floorToInterval(range.start, interval); cursor < end; count += 1) {
    cursor = source.nextWindow(interval, cursor, end).range.end;
  }
  return count;
}

/** The shortest interval from `interval` on of which a range fits into one window. */
function finerThan(source: KlineSource, step: Interval, interval: Interval, range: TimeRange): Interval {
  const between = source.intervals.filter(
    (candidate) => candidate === interval || (longer(candidate, interval) && longer(step, candidate)),
  );
  return between.find((candidate) => fitsWindow(source, candidate, range)) ?? between.at(-1) ?? interval;
}

/** A month is longer than all that have a fixed length. */
function longer(a: Interval, b: Interval): boolean {
  return (intervalMs(a) ?? Infinity) > (intervalMs(b) ?? Infinity);
}

/** How long before its listing an instrument is looked for: its candles may begin before the date that is given. */
const BEFORE_LISTING_MS = 100 * 86_400_000;

/**
 * The open time of the first candle of a series, which need not be closed yet; null when there is none before `end`.
 * Where the listing is known it is looked for first, unless candles go back to where that look begins.
 */
export async function findFirstKline(
  source: KlineSource,
  series: KlineSeries,
  end: number,
): Promise<number | null> {
  const { interval, instrument } = series;
  const from = (time: number): TimeRange => ({ start: floorToInterval(time, interval), end });
  const earliest = Math.max(source.opened, source.oldest(interval) ?? 0);
  const around = (instrument.listedAt ?? 0) - BEFORE_LISTING_MS;
  if (!source.answersFirst && around > earliest && around < end) {
    const found = await findFirstIn(source, series, from(around));
    const margin = (intervalMs(interval) ?? BEFORE_LISTING_MS) * 2;
    if (found === null || found - around > margin) return found;
  }
  return findFirstIn(source, series, from(earliest));
}
