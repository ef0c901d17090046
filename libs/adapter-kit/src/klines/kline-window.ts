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
  /** Sent by POST, where there is one. */
  readonly body?: unknown;
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
  const texts: Record<string, string> = { ...constants };
  if (parameters.symbol !== null) texts[parameters.symbol] = symbol;
  if (parameters.interval !== null) texts[parameters.interval] = word;
  const numbers: Record<string, string> = {};
  const first = from.bound === 'inclusive' ? range.start : range.start - smallestStepMs(from.unit);
  (from.unit === 'iso' ? texts : numbers)[from.name] = writeTime(first, from.unit);
  if (until !== null) {
    // An inclusive end falls short of the next candle by the smallest step that the unit can tell.
    const last = until.bound === 'exclusive' ? askedEnd : askedEnd - smallestStepMs(until.unit);
    (until.unit === 'iso' ? texts : numbers)[until.name] = writeTime(last, until.unit);
  }
  if (parameters.limit !== null) numbers[parameters.limit] = String(limit);
  const path = dialect.path
    .replace(':symbol', encodeURIComponent(symbol))
    .replace(':interval', encodeURIComponent(word));
  return dialect.sentIn === 'body'
    ? { path, query: {}, body: nested(texts, numbers) }
    : { path, query: { ...texts, ...numbers } };
}

/** `{ 'req.coin': 'BTC' }` as `{ req: { coin: 'BTC' } }`. */
function nested(texts: Readonly<Record<string, string>>, numbers: Readonly<Record<string, string>>): unknown {
  const body: Record<string, unknown> = {};
  const values = Object.entries(numbers).map(([name, text]): [string, unknown] => [name, Number(text)]);
  for (const [name, value] of [...Object.entries(texts), ...values]) {
    const fields = name.split('.');
    const last = fields.pop() as string;
    let at = body;
    for (const field of fields) at = (at[field] ??= {}) as Record<string, unknown>;
    at[last] = value;
  }
  return body;
}
