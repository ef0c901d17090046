import {
  assertKlines,
  type CallOptions,
  ceilToInterval,
  type Instrument,
  type Interval,
  type KlinePage,
  KlineTable,
  nextOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import { type KlineWindow, nextWindow } from './kline-windows.ts';
import { layoutOf } from './kline-layout.ts';
import { readKlineRows } from './kline-rows.ts';
import type { MarketClient } from './requests.ts';

/** Whose candles to ask for. */
export interface KlineSeries extends CallOptions {
  readonly client: MarketClient;
  readonly instrument: Instrument;
  readonly interval: Interval;
  /** What is being done, for errors. */
  readonly operation: string;
}

/**
 * The candles of one window, whole and valid or not at all. Both times are sent, inclusive as the exchange takes them.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data
 * @throws {BadResponseError} when a row is not what was asked for
 */
export async function fetchKlineWindow(series: KlineSeries, window: KlineWindow): Promise<KlineTable> {
  return (await fetchAnswer(series, window)).klines;
}

interface KlineAnswer {
  readonly klines: KlineTable;
  /** What the exchange's clock showed at most when it answered, epoch ms; NaN where the answer does not say. */
  readonly answeredBy: number;
}

async function fetchAnswer(series: KlineSeries, window: KlineWindow): Promise<KlineAnswer> {
  const { client, instrument, interval, operation, signal } = series;
  const { range, endTime, limit } = window;
  return client.send({
    path: 'klines',
    query: {
      symbol: instrument.exchangeSymbol,
      interval,
      startTime: range.start,
      endTime,
      limit,
    },
    weight: client.market.klineWeight(limit),
    operation,
    instrument,
    signal,
    decode: (response) => {
      const klines = readKlineRows(response, { interval, operation, layout: layoutOf(instrument) });
      assertKlines(klines, { interval, range, exchange: 'binance', operation });
      // The header tells whole seconds.
      return { klines, answeredBy: Date.parse(response.headers['date'] ?? '') + 1000 };
    },
  });
}

/** A `Date` that is farther off is not the exchange's own, but one of a cache in between. */
const FARTHEST_CLOCK_MS = 86_400_000;

/**
 * The candles that had closed when the exchange answered, by its own word in that very answer: what its clock was measured
 * to show, `measured`, may be ahead of it, when it has been set back since.
 */
function closedIn({ klines, answeredBy }: KlineAnswer, measured: number): KlineTable {
  if (!(Math.abs(measured - answeredBy) < FARTHEST_CLOCK_MS)) return klines;
  const { closeTimes } = klines;
  let closed = klines.length;
  while (closed > 0 && (closeTimes[closed - 1] as number) >= answeredBy) closed -= 1;
  return closed === klines.length ? klines : klines.slice(0, closed);
}

/** From where on it is worth asking again, at or after the start of a range; null when no candle opens inside it. */
export type FindNext = (series: KlineSeries, range: TimeRange) => Promise<number | null>;

/**
 * The candles of an aligned range, page by page. A page tells of no more than was answered: where rows end before their
 * window does, the next page goes on behind the last row, so an answer that was cut short leaves no hole. Behind an empty
 * window `findNext` says where to go on, and the stretch until there is one empty page.
 *
 * Candles that are missing at the end of the range may still come: after `emptyUntil` no page tells of them. `now` is what
 * the exchange's clock was measured to show.
 */
export async function* klinePages(
  series: KlineSeries,
  range: TimeRange,
  options: { readonly now: number; readonly emptyUntil: number; readonly findNext: FindNext },
): AsyncGenerator<KlinePage, void, undefined> {
  const { client, interval } = series;
  const empty = (start: number, end: number): KlinePage => ({
    range: { start, end },
    klines: KlineTable.empty(),
  });
  let cursor = range.start;
  const opened = Math.min(range.end, ceilToInterval(client.market.opened, interval));
  if (cursor < opened) {
    yield empty(cursor, opened);
    cursor = opened;
  }
  while (cursor < range.end) {
    const window = nextWindow(client.market, interval, cursor, range.end);
    const answer = await fetchAnswer(series, window);
    const klines = closedIn(answer, options.now);
    const last = klines.openTimes.at(-1);
    if (last !== undefined) {
      const end = nextOpenTime(last, interval);
      yield { range: { start: cursor, end }, klines };
      cursor = end;
    }
    // Behind an open candle none has closed.
    if (klines.length < answer.klines.length) return;
    if (last !== undefined) continue;
    const rest = { start: window.range.end, end: range.end };
    const next = rest.start < rest.end ? await options.findNext(series, rest) : null;
    const end = next ?? Math.min(range.end, options.emptyUntil);
    if (cursor < end) yield empty(cursor, end);
    if (next === null) return;
    cursor = next;
  }
}
