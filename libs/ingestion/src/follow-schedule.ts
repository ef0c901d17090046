import { type Interval, intervalMs, nextOpenTime } from '@marketloom/exchange';

/** The longest that the series of one interval are spread over, however long the interval. */
const LONGEST_SPREAD_MS = 20_000;

/** The time between two series of one interval, where there is room for all of them. */
const PACE_MS = 100;

const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * How long after a candle counts as closed one of `count` series of an interval is asked for it, in ms. A few series
 * follow each other closely; many are spread evenly over a quarter of the interval, 20 seconds at most. It depends on
 * rank and number alone, so that a series keeps its place from one candle to the next.
 * @param rank from 0
 */
export function spreadMs(rank: number, count: number, interval: Interval): number {
  const length = intervalMs(interval) ?? Number.POSITIVE_INFINITY;
  const room = Math.min(length / 4, LONGEST_SPREAD_MS);
  return Math.floor(rank * Math.min(PACE_MS, room / count));
}

/** When a candle is to be asked for, epoch ms: so long after its end. */
export function dueAfter(openTime: number, interval: Interval, delayMs: number): number {
  return nextOpenTime(openTime, interval) + delayMs;
}

/**
 * How long to wait before the next try, in ms: a second after the first, doubled with each further one up to a minute.
 * Half of it is chance, so that those who failed together do not come back together.
 * @param tries made in vain so far, from 1
 * @param chance from 0 to 1
 */
export function backoffMs(tries: number, chance: number = Math.random()): number {
  const longest = Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** Math.min(tries - 1, 30));
  return Math.ceil(longest * (0.5 + chance / 2));
}
