import type { InstrumentEvidence } from '../catalogue/inferred-instrument.ts';
import type { KlineWindow } from '../http/kline-window.ts';
import type { Market } from '../market.ts';
import type { RecordedKlines } from './recorded-klines.ts';
import { RecordedSeries } from './recorded-series.ts';

interface Recording {
  readonly market: Market;
  readonly symbol: string;
  readonly series: RecordedSeries;
}

/** All recorded candles that were handed in. */
export class RecordedLibrary {
  readonly #recordings: readonly Recording[];

  /** @throws {RecordedKlinesError} when a file cannot be used */
  constructor(recorded: readonly RecordedKlines[]) {
    this.#recordings = recorded.map((given) => ({
      market: given.market,
      symbol: given.symbol,
      series: new RecordedSeries(given),
    }));
  }

  /**
   * The recorded rows of a window as a JSON array: none at an interval that was not recorded, none outside the file; null
   * for an instrument of which nothing is recorded.
   */
  page(market: Market, symbol: string, interval: string, window: KlineWindow): Buffer | null {
    const own = this.#recordings.filter((each) => each.market === market && each.symbol === symbol);
    if (own.length === 0) return null;
    const series = own.find((each) => each.series.interval === interval)?.series;
    if (!series) return Buffer.from('[]');
    const from = series.indexAt(window.from);
    const until = series.indexAt(window.until + 1);
    const count = Math.min(window.limit, Math.max(0, until - from));
    return window.newest ? series.page(until - count, until) : series.page(from, from + count);
  }

  /** What the rows tell of their instruments. */
  evidence(): InstrumentEvidence[] {
    return this.#recordings.map(({ market, symbol, series }) => ({
      market,
      symbol,
      firstKline: series.openTimes[0] as number,
      priceDecimals: series.priceDecimals,
      sizeDecimals: series.sizeDecimals,
    }));
  }
}
