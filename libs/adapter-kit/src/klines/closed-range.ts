import {
  alignRange,
  floorToInterval,
  type Interval,
  InvalidRequestError,
  type TimeRange,
} from '@marketloom/exchange';

/** What {@link closedRange} goes by. */
export interface ClosedRangeOptions {
  readonly interval: Interval;
  /** What the exchange's clock shows, epoch ms. */
  readonly now: number;
  /** How long after its end a candle counts as closed, in ms. */
  readonly settleDelayMs: number;
  /** The exchange's id and what is being done, for errors. */
  readonly exchange: string;
  readonly operation: string;
}

/**
 * What is asked for as far as its candles have closed, aligned to the interval.
 * @throws {InvalidRequestError} when it is no range
 */
export function closedRange({ start, end }: TimeRange, options: ClosedRangeOptions): TimeRange {
  const { interval, now, settleDelayMs, exchange, operation } = options;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start > end) {
    throw new InvalidRequestError(`no range of times in epoch ms: from ${start} up to ${end}`, {
      exchange,
      operation,
    });
  }
  const wanted = alignRange({ start, end }, interval);
  return { start: wanted.start, end: Math.min(wanted.end, floorToInterval(now - settleDelayMs, interval)) };
}

/**
 * How old a candle's end must be, beyond the settle delay, before an answer without the candle is believed: just after
 * its end an exchange may not have it yet.
 */
const LATE_MS = 300_000;

/** The time up to which an answer without a candle is believed. */
export function emptyUntil({
  interval,
  now,
  settleDelayMs,
}: Pick<ClosedRangeOptions, 'interval' | 'now' | 'settleDelayMs'>): number {
  return floorToInterval(now - settleDelayMs - LATE_MS, interval);
}
