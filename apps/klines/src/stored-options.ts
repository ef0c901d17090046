import { parseIntervals, parseList, parseTime } from '@marketloom/cli';
import type { TimeRange } from '@marketloom/exchange';
import type { SeriesChoice } from '@marketloom/ingestion';
import { refuseImpossible } from './refuse-range.ts';

/** The flags that say which of the stored series are meant. */
export const storedOptions = {
  exchange: { type: 'string', describe: 'Only these exchanges' },
  symbols: { type: 'string', describe: 'Only these symbols' },
  interval: { type: 'string', describe: 'Only these intervals' },
} as const;

/** The flags that cut a range out of them. */
export const rangeOptions = {
  start: { type: 'string', describe: 'First open time, UTC, in the forms of ingest' },
  end: { type: 'string', describe: 'First open time no longer meant, in the same forms' },
} as const;

/** Which series the flags mean. */
export function readChoice(flags: {
  readonly exchange: string | undefined;
  readonly symbols: string | undefined;
  readonly interval: string | undefined;
}): SeriesChoice {
  const { exchange, symbols, interval } = flags;
  return {
    exchanges: exchange === undefined ? undefined : parseList(exchange, 'exchange'),
    symbols: symbols === undefined ? undefined : parseList(symbols, 'symbols'),
    intervals: interval === undefined ? undefined : parseIntervals(interval, 'interval'),
  };
}

/**
 * Which range the flags mean; undefined where they say nothing.
 * @throws {UsageError} when it holds no candle for certain
 */
export function readRange(
  { start, end }: { readonly start: string | undefined; readonly end: string | undefined },
  now: number,
): TimeRange | undefined {
  if (start === undefined && end === undefined) return undefined;
  const range = {
    start: start === undefined ? 0 : parseTime(start, 'start', now),
    end: end === undefined ? now : parseTime(end, 'end', now),
  };
  refuseImpossible(range.start, range.end, now);
  return range;
}
