import { DAY_MS } from '../intervals.ts';
import type { Market } from '../market.ts';
import { coinmCatalogue } from './coinm-catalogue.ts';
import type { SandboxInstrument } from './instrument.ts';
import { quarterlyDeliveries } from './quarters.ts';
import { furtherSpotInstruments, spotCatalogue } from './spot-catalogue.ts';
import { usdmCatalogue } from './usdm-catalogue.ts';

/** An instrument that the exchange gives up at a time: no candle from then on, and it vanishes from the listing. */
export interface Delisting {
  readonly market: Market;
  readonly symbol: string;
  /** Epoch ms. */
  readonly at: number;
}

/** How a catalogue is made. */
export interface CatalogueOptions {
  readonly startedAt: number;
  readonly furtherSpot: number;
  readonly delistings: readonly Delisting[];
  /** Served besides the catalogue's own, in place of one of the same symbol only where there is none. */
  readonly recorded: readonly SandboxInstrument[];
}

/** Announced instruments are listed this long before they trade. */
const ANNOUNCED_MS = 14 * DAY_MS;

/** Everything the simulated exchange lists, by market and time. */
export class Catalogue {
  readonly #options: CatalogueOptions;
  readonly #lists = new Map<string, Map<string, SandboxInstrument>>();

  constructor(options: CatalogueOptions) {
    this.#options = options;
  }

  /** What a market lists at `now`: announced, trading, halted; not what has been delivered or given up. */
  list(market: Market, now: number): SandboxInstrument[] {
    return [...this.#all(market, now).values()].filter((instrument) => isKnown(instrument, now));
  }

  /** One of them; null when the exchange does not know the symbol at `now`. */
  find(market: Market, symbol: string, now: number): SandboxInstrument | null {
    const instrument = this.#all(market, now).get(symbol);
    return instrument && isKnown(instrument, now) ? instrument : null;
  }

  /** One of those that were listed at any of some times, or are to be; also when it has been given up since. */
  findEver(market: Market, symbol: string, times: readonly number[]): SandboxInstrument | null {
    const instruments = times.map((time) => this.#all(market, time).get(symbol));
    return instruments.find((instrument) => instrument !== undefined) ?? null;
  }

  #all(market: Market, now: number): Map<string, SandboxInstrument> {
    // Spot has no contracts that roll.
    const key = market === 'spot' ? market : `${market}/${quarterlyDeliveries(now)[0].suffix}`;
    let list = this.#lists.get(key);
    if (!list) {
      list = new Map();
      for (const instrument of this.#make(market, now))
        list.set(instrument.symbol, this.#withDelisting(instrument));
      for (const instrument of this.#options.recorded) {
        if (instrument.market === market && !list.has(instrument.symbol))
          list.set(instrument.symbol, instrument);
      }
      this.#lists.set(key, list);
    }
    return list;
  }

  #make(market: Market, now: number): SandboxInstrument[] {
    const { startedAt, furtherSpot } = this.#options;
    if (market === 'usdm') return usdmCatalogue(startedAt, now);
    if (market === 'coinm') return coinmCatalogue(now);
    return [...spotCatalogue(startedAt), ...furtherSpotInstruments(furtherSpot)];
  }

  #withDelisting(instrument: SandboxInstrument): SandboxInstrument {
    const delisting = this.#options.delistings.find(
      ({ market, symbol }) => market === instrument.market && symbol === instrument.symbol,
    );
    if (!delisting) return instrument;
    const endOfKlines = Math.min(delisting.at, instrument.endOfKlines ?? Infinity);
    return { ...instrument, endOfKlines, listedUntil: delisting.at };
  }
}

function isKnown(instrument: SandboxInstrument, now: number): boolean {
  if (instrument.listedUntil !== null && now >= instrument.listedUntil) return false;
  return now >= instrument.firstKline - ANNOUNCED_MS;
}
