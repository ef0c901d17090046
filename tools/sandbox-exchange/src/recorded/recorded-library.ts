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
   * The recorded rows of a window, commas between them, not copied: none at an interval that was not recorded, none outside
   * the file; null for an instrument of which nothing is recorded.
   */
  slice(market: Market, symbol: string, interval: string, window: KlineWindow): Buffer | null {
    const own = this.#recordings.filter((each) => each.market === market && each.symbol === symbol);
    if (own.length === 0) return null;
    const series = own.find((each) => each.series.interval === interval)?.series;
    return series ? series.rows.slice(window) : Buffer.alloc(0);
  }

  /** Whether anything of an instrument was recorded. */
  has(market: Market, symbol: string): boolean {
    return this.#recordings.some((each) => each.market === market && each.symbol === symbol);
  }

  /** What the rows tell of their instruments. */
  evidence(): InstrumentEvidence[] {
    return this.#recordings.map(({ market, symbol, series }) => ({
      market,
      symbol,
      firstKline: series.rows.openTimes[0] as number,
      priceDecimals: series.priceDecimals,
      sizeDecimals: series.sizeDecimals,
    }));
  }
}
