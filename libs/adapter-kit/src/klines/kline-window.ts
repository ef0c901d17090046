import { countCandles, type Interval, shiftOpenTime, type TimeRange } from '@marketloom/exchange';
import type { KlineDialect } from './kline-dialect.ts';
import { smallestStepMs, writeTime } from './time-unit.ts';

/** The part of a range that one request asks for. */
export interface KlineWindow {
  /** Aligned: open times. */
  readonly range: TimeRange;
  /** The end that is asked for, epoch ms, exclusive: no candle opens between it and the end of `range`. */
  readonly askedEnd: number;
  /** How many candles can open in `range`. As many are asked for, so none can be left out. */
  readonly limit: number;
}

/** What decides how much one request may ask for. */
export type WindowLimits = Pick<KlineDialect, 'pageLimit' | 'longestWindowMs'>;

/**
 * The longest part of `[start, end)`, from an aligned `start` on, that one request may ask for: within the page limit,
 * and within the time that the endpoint allows between both ends, though its last candle may end later.
 */
export function nextWindow(
  { pageLimit, longestWindowMs }: WindowLimits,
  interval: Interval,
  start: number,
  end: number,
): KlineWindow {
  const longest = longestWindowMs === undefined ? end : Math.min(end, start + longestWindowMs);
  const limit = Math.min(pageLimit, countCandles({ start, end: longest }, interval));
  const range = { start, end: shiftOpenTime(start, interval, limit) };
  return { range, askedEnd: Math.min(range.end, longest), limit };
}

/** A request for one window, without the root address. */
export interface WindowRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Words a request for one window as the dialect wants it. `symbol` is the exchange's own name of the instrument. */
export function requestOf(
  dialect: KlineDialect,
  symbol: string,
  interval: Interval,
  { range, askedEnd, limit }: KlineWindow,
): WindowRequest {
  const { parameters, constants } = dialect;
  const { from, until } = parameters;
  const word = dialect.intervals[interval] ?? interval;
  const query: Record<string, string> = { ...constants };
  if (parameters.symbol !== null) query[parameters.symbol] = symbol;
  if (parameters.interval !== null) query[parameters.interval] = word;
  const first = from.bound === 'inclusive' ? range.start : range.start - smallestStepMs(from.unit);
  query[from.name] = writeTime(first, from.unit);
  if (until !== null) {
    // An inclusive end falls short of the next candle by the smallest step that the unit can tell.
    const last = until.bound === 'exclusive' ? askedEnd : askedEnd - smallestStepMs(until.unit);
    query[until.name] = writeTime(last, until.unit);
  }
  if (parameters.limit !== null) query[parameters.limit] = String(limit);
  const path = dialect.path
    .replace(':symbol', encodeURIComponent(symbol))
    .replace(':interval', encodeURIComponent(word));
  return { path, query };
}
