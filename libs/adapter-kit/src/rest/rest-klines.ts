import {
  assertKlines,
  BadResponseError,
  type Clock,
  countCandles,
  floorToInterval,
  type Interval,
  INTERVALS,
  isExchangeError,
  type KlineHistory,
  KlineTable,
  nextOpenTime,
  printRange,
  shiftOpenTime,
  type TimeRange,
  type TransportResponse,
} from '@marketloom/exchange';
import { candlesOnGrid } from '../klines/candles-on-grid.ts';
import type { KlineDialect } from '../klines/kline-dialect.ts';
import { type ExpectedRows, readKlineRows } from '../klines/kline-rows.ts';
import type { KlineAnswer, KlineSeries, KlineSource } from '../klines/kline-source.ts';
import { type KlineWindow, nextWindow, requestOf } from '../klines/kline-window.ts';
import { FARTHEST_CLOCK_MS, monotonic } from '../server-clock.ts';
import type { KlineEndpoint, RestMarket } from './endpoints.ts';
import type { RestClient } from './rest-client.ts';

/** What a {@link RestKlines} works with. */
export interface RestKlinesOptions {
  readonly market: Pick<RestMarket, 'klines' | 'opened'>;
  readonly client: RestClient;
  /** What the exchange's clock shows, epoch ms. */
  readonly now: number;
  /** Ours, by which time passes until a window is asked for. */
  readonly clock: Clock;
}

/**
 * The candles of a market by the dialects of its endpoints. Where there are several, each window is asked of the first
 * that reaches back to it.
 */
export class RestKlines implements KlineSource {
  readonly intervals: readonly Interval[];
  readonly opened: number;
  readonly answersFirst: boolean;
  readonly longerSince: number | undefined;
  readonly believesShortAnswers: boolean;
  readonly #options: RestKlinesOptions;
  readonly #startedAt: number;

  constructor(options: RestKlinesOptions) {
    const { klines, opened } = options.market;
    const words = klines.map(({ dialect }) => dialect.intervals);
    this.#options = options;
    this.#startedAt = monotonic(options.clock);
    this.opened = opened;
    this.intervals = INTERVALS.filter((interval) => words.some((word) => Object.hasOwn(word, interval)));
    this.answersFirst = klines.every(({ dialect }) => answersFirst(dialect));
    this.longerSince = klines.at(-1)?.dialect.longerSince;
    this.believesShortAnswers = klines.every(({ dialect }) => dialect.quietIntervals === 'omitted');
  }

  oldest(interval: Interval): number | null {
    const reaches = this.#endpoints(interval).map(({ dialect }) => this.#reach(dialect, interval));
    return reaches.includes(null) ? null : Math.min(...(reaches as number[]));
  }

  unseen(interval: Interval): number | null {
    const shown = this.#endpoints(interval).every(({ dialect }) => dialect.unfinished.kind !== 'absent');
    return shown ? null : floorToInterval(this.#options.now, interval);
  }

  nextWindow(interval: Interval, start: number, end: number): KlineWindow {
    const endpoints = this.#endpoints(interval);
    const endpoint = this.#endpointAt(interval, start);
    // A window ends where an endpoint that is asked first begins to reach.
    const before = endpoints.slice(0, endpoints.indexOf(endpoint));
    const limits = before.map(({ dialect }) => this.#reach(dialect, interval) ?? end);
    return nextWindow(endpoint.dialect, interval, start, Math.min(end, ...limits));
  }

  /**
   * Where the last rows of too many are answered, an answer that begins late may be one that was cut short: what is
   * missing before it is asked for again, until nothing comes.
   */
  fetch(series: KlineSeries, window: KlineWindow): Promise<KlineAnswer> {
    return this.#whole(series, window, null);
  }

  /** `known` is the endpoint that answered what lies behind the window; null where none has yet. */
  async #whole(series: KlineSeries, window: KlineWindow, known: KlineEndpoint | null): Promise<KlineAnswer> {
    const { range } = window;
    const asked = this.#endpointAt(series.interval, range.start);
    const { answer, by } = await this.#ask(asked, series, window, known);
    const [first] = answer.klines.openTimes;
    if (by === asked && first !== range.start && this.#isOutrun(by, series, range)) {
      return this.#whole(series, window, known);
    }
    const { overflow, quietIntervals } = by.dialect;
    const isWhole = overflow !== 'last' || quietIntervals !== 'sent';
    if (isWhole || first === undefined || first === range.start) return answer;
    const before = { start: range.start, end: first };
    const limit = countCandles(before, series.interval);
    const earlier = await this.#whole(series, { range: before, askedEnd: first, limit }, by);
    const { klines, closed } = earlier;
    if (earlier.until !== undefined) return earlier;
    return {
      klines: KlineTable.concat([klines, answer.klines]),
      closed: closed < klines.length ? closed : klines.length + answer.closed,
      until: answer.until,
    };
  }

  /**
   * An address may serve one of several endpoints alone, as mirrors and recordings do: candles that another one has of a
   * window are taken, and that it has none before them is believed, unless it reaches no further. That it has none at all
   * tells nothing.
   */
  async #ask(
    by: KlineEndpoint,
    series: KlineSeries,
    window: KlineWindow,
    known: KlineEndpoint | null,
  ): Promise<Answered> {
    try {
      return { answer: await this.#askAt(by, series, window, known), by };
    } catch (error) {
      if (!isExchangeError(error) || error.kind !== 'invalidRequest') throw error;
      for (const other of this.#endpoints(series.interval)) {
        if (other === by) continue;
        const answer = await this.#askAt(other, series, window, known).catch((failure: unknown) => {
          if (isExchangeError(failure)) return null;
          throw failure;
        });
        const [first] = answer?.klines.openTimes ?? [];
        const isTold = first === undefined ? known === other : !this.#isCutOff(other, series, window, first);
        if (answer !== null && isTold) return { answer, by: other };
      }
      throw error;
    }
  }

  /**
   * Whether an answer came so late that meanwhile the endpoint has ceased to reach where it was asked from, and another one
   * is to be asked.
   * @throws {BadResponseError} where there is no other, with the candles that may be lost
   */
  #isOutrun(
    endpoint: KlineEndpoint,
    { interval, exchange, operation }: KlineSeries,
    { start, end }: TimeRange,
  ): boolean {
    const reach = this.#reach(endpoint.dialect, interval);
    if (reach === null || reach <= start) return false;
    if (this.#endpointAt(interval, start) !== endpoint) return true;
    throw new BadResponseError('the answer came so late that its beginning may be cut off', {
      exchange,
      operation,
      path: '$',
      sample: printRange({ start, end: reach }),
      range: { start, end: Math.min(end, reach) },
    });
  }

  /** Whether what an endpoint has of a window begins late because it reaches back no further. */
  #isCutOff(
    { dialect }: KlineEndpoint,
    { interval }: KlineSeries,
    { range }: KlineWindow,
    first: number,
  ): boolean {
    const reach = this.#reach(dialect, interval);
    return first > range.start && reach !== null && first >= shiftOpenTime(reach, interval, -REACH_SPARE);
  }

  async #askAt(
    endpoint: KlineEndpoint,
    series: KlineSeries,
    window: KlineWindow,
    known: KlineEndpoint | null,
  ): Promise<KlineAnswer> {
    const { instrument, interval, exchange, operation } = series;
    const { dialect, weight, budget } = endpoint;
    const symbol = endpoint.symbolOf?.(instrument) ?? instrument.exchangeSymbol;
    const request = {
      ...requestOf(dialect, symbol, interval, window),
      weight: weight?.(window.limit) ?? 1,
      ...(budget === undefined ? {} : { budget }),
    };
    return this.#options.client.send(request, series, (response) =>
      this.#answer(
        response,
        dialect,
        { ...window, known: known !== null },
        { instrument, interval, exchange, operation },
      ),
    );
  }

  #answer(
    response: TransportResponse,
    dialect: KlineDialect,
    { range, known }: KlineWindow & { readonly known: boolean },
    expected: ExpectedRows,
  ): KlineAnswer {
    const read = readKlineRows(response, dialect, expected);
    const { klines: within, from } = cut(read.klines, range, dialect, known);
    const klines = candlesOnGrid(within, { ...expected, range });
    assertKlines(klines, { ...expected, range });
    // A packed table has bytes of its own.
    if (read.klines.packed !== null) response.release?.();
    const closed = Math.max(0, Math.min(klines.length, read.closed - from));
    // The header tells whole seconds.
    const answeredBy = Date.parse(response.headers['date'] ?? '') + 1000;
    const last = klines.openTimes.at(-1);
    return {
      klines,
      closed: this.#closedBy(klines, closed, answeredBy, expected.interval),
      until:
        last === undefined || klines.length === within.length
          ? undefined
          : nextOpenTime(last, expected.interval),
    };
  }

  /**
   * The candles that had closed when the exchange answered, by its own word in that very answer: what its clock was
   * measured to show may be ahead of it, when it has been set back since.
   */
  #closedBy(klines: KlineTable, marked: number, answeredBy: number, interval: Interval): number {
    if (!(Math.abs(this.#options.now - answeredBy) < FARTHEST_CLOCK_MS)) return marked;
    const { openTimes } = klines;
    let closed = marked;
    while (closed > 0 && nextOpenTime(openTimes[closed - 1] as number, interval) > answeredBy) closed -= 1;
    return closed;
  }

  #endpoints(interval: Interval): readonly KlineEndpoint[] {
    return this.#options.market.klines.filter(({ dialect }) => Object.hasOwn(dialect.intervals, interval));
  }

  #endpointAt(interval: Interval, time: number): KlineEndpoint {
    const endpoints = this.#endpoints(interval);
    const reaching = endpoints.find(({ dialect }) => {
      const reach = this.#reach(dialect, interval);
      return reach === null || reach <= time;
    });
    return (reaching ?? endpoints.at(-1)) as KlineEndpoint;
  }

  #reach({ history, unfinished }: KlineDialect, interval: Interval): number | null {
    // Years of candles take longer than the next one.
    const now = this.#options.now + Math.max(0, monotonic(this.#options.clock) - this.#startedAt);
    return reachOf(history, interval, now, unfinished.kind !== 'absent');
  }
}

/** An answer, and which endpoint gave it. */
interface Answered {
  readonly answer: KlineAnswer;
  readonly by: KlineEndpoint;
}

/** How many candles an endpoint may have of before where it surely reaches: as many as are left off, see {@link reachOf}. */
const REACH_SPARE = 2;

function answersFirst({ overflow, longestWindowMs, parameters, history }: KlineDialect): boolean {
  return (
    overflow === 'first' &&
    longestWindowMs === undefined &&
    parameters.limit !== null &&
    parameters.until !== null &&
    history.kind === 'full'
  );
}

/**
 * The first open time that an endpoint still answers for; null when it answers for all there is. One candle is left off:
 * the next may open before the request arrives.
 */
export function reachOf(
  history: KlineHistory,
  interval: Interval,
  now: number,
  countsUnfinished: boolean,
): number | null {
  switch (history.kind) {
    case 'full':
      return null;
    case 'candles': {
      const spare = countsUnfinished ? 2 : 1;
      return shiftOpenTime(floorToInterval(now, interval), interval, spare - history.count);
    }
    case 'age':
      return nextOpenTime(now - history.ageMs, interval);
  }
}

/**
 * The rows of a range, where the dialect allows others to come along; `from` is the first of them. `known` tells that rows
 * behind the end were answered before.
 */
function cut(
  klines: KlineTable,
  range: TimeRange,
  { parameters, beforeStart }: KlineDialect,
  known: boolean,
): { readonly klines: KlineTable; readonly from: number } {
  const isStray = beforeStart === 'stray';
  const isEndless = parameters.until === null;
  if (!isStray && !isEndless) return { klines, from: 0 };
  const { openTimes } = klines;
  // Rows that are all behind the end are not what was asked for, and are told.
  const isCut = isEndless || known || openTimes.some((time) => isIn(range, time));
  const inside = (time: number): boolean => !(isStray && time < range.start) && !(isCut && time >= range.end);
  const from = openTimes.findIndex(inside);
  if (from === -1) return { klines: KlineTable.empty(), from: openTimes.length };
  const until = openTimes.findLastIndex(inside) + 1;
  return { klines: klines.slice(from, until), from };
}

const isIn = ({ start, end }: TimeRange, time: number): boolean => time >= start && time < end;
