import {
  type KlineAnswer,
  type KlineSeries,
  type KlineSource,
  type KlineWindow,
  nextWindow,
} from '@marketloom/adapter-kit';
import { assertKlines, type Interval, type KlineTable } from '@marketloom/exchange';
import { layoutOf } from './kline-layout.ts';
import { readKlineRows } from './kline-rows.ts';
import { candlesOnGrid } from './off-grid.ts';
import type { MarketClient } from './requests.ts';

/** A `Date` that is farther off is not the exchange's own, but one of a cache in between. */
const FARTHEST_CLOCK_MS = 86_400_000;

/**
 * The candles of one market. Of more candles than were asked for the spot and USD-M markets answer the first; the COIN-M
 * market answers the last, and allows 200 days a request.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Kline-Candlestick-Data
 */
export class BinanceKlines implements KlineSource {
  readonly believesShortAnswers = false;
  readonly #client: MarketClient;
  readonly #now: number;

  /** `now` is what the market's clock was measured to show, epoch ms. */
  constructor(client: MarketClient, now: number) {
    this.#client = client;
    this.#now = now;
  }

  get intervals(): readonly Interval[] {
    return this.#client.market.capabilities.klines.intervals;
  }

  get opened(): number {
    return this.#client.market.opened;
  }

  get answersFirst(): boolean {
    return this.#client.market.longestWindowMs === null;
  }

  /** All of its history can be asked for. */
  oldest(): null {
    return null;
  }

  /** Open candles are sent. */
  unseen(): null {
    return null;
  }

  nextWindow(interval: Interval, start: number, end: number): KlineWindow {
    const { capabilities, longestWindowMs } = this.#client.market;
    const { pageLimit } = capabilities.klines;
    const limits = longestWindowMs === null ? { pageLimit } : { pageLimit, longestWindowMs };
    return nextWindow(limits, interval, start, end);
  }

  /**
   * The candles of one window, valid, and whole up to the first that is off the grid. Both times are sent, inclusive as the
   * exchange takes them.
   * @throws {BadResponseError} when a row is not what was asked for
   */
  async fetch(series: KlineSeries, { range, askedEnd, limit }: KlineWindow): Promise<KlineAnswer> {
    const { instrument, interval, operation, signal } = series;
    return this.#client.send({
      path: 'klines',
      query: {
        symbol: instrument.exchangeSymbol,
        interval,
        startTime: range.start,
        endTime: askedEnd - 1,
        limit,
      },
      weight: this.#client.market.klineWeight(limit),
      operation,
      instrument,
      signal,
      decode: (response) => {
        const rows = readKlineRows(response, { interval, operation, layout: layoutOf(instrument) });
        const klines = candlesOnGrid(rows, { interval, range, operation });
        assertKlines(klines, { interval, range, exchange: 'binance', operation });
        if (klines.packed !== null) response.release?.();
        // The header tells whole seconds.
        return { klines, closed: this.#closedIn(klines, Date.parse(response.headers['date'] ?? '') + 1000) };
      },
    });
  }

  /**
   * How many candles had closed when the exchange answered, by its own word in that very answer: what its clock was
   * measured to show may be ahead of it, when it has been set back since.
   */
  #closedIn(klines: KlineTable, answeredBy: number): number {
    if (!(Math.abs(this.#now - answeredBy) < FARTHEST_CLOCK_MS)) return klines.length;
    const { closeTimes } = klines;
    let closed = klines.length;
    while (closed > 0 && (closeTimes[closed - 1] as number) >= answeredBy) closed -= 1;
    return closed;
  }
}
