import type { SandboxInstrument } from '../catalogue/instrument.ts';
import { hash2, hashText } from '../hashing.ts';
import type { Candle } from './candle.ts';
import { PricePath } from './price-path.ts';

/** No minute's turnover may reach 2^53 units, or digits would be lost. */
const MOST_UNITS = 4e15;
/** How much livelier than usual a minute is, by 256ths of luck. */
const BURSTS = Float64Array.from({ length: 256 }, (_, luck) => 6 * (luck / 256) ** 8);

/** The one-minute candles of one instrument, each a function of seed, instrument and minute. */
export class MinuteCandles {
  readonly path: PricePath;
  readonly #shapeKey: number;
  readonly #sizeKey: number;
  readonly #volatility: number;
  readonly #quiet: number;
  readonly #lots: number;
  readonly #trades: number;
  readonly #unitsPerTickLot: number;
  readonly #inverseUnits: number | null;

  constructor(instrument: SandboxInstrument, seed: string) {
    const key = hashText(`${seed}/${instrument.market}/${instrument.symbol}`);
    const { layout, trading, contractSize } = instrument;
    const tick = layout.price.units / 10 ** layout.price.decimals;
    const lot = layout.size.units / 10 ** layout.size.decimals;
    // All instruments of one asset follow one price, as they do on a real exchange.
    const asset = instrument.baseAsset.replace(/^1(000)+|^1M/, '');
    this.path = new PricePath(instrument, hashText(`${seed}/${asset}`));
    this.#shapeKey = hash2(key, 1);
    this.#sizeKey = hash2(key, 2);
    this.#volatility = trading.volatility;
    this.#quiet = Math.round(trading.quiet * 65_536);
    this.#trades = Math.max(1, Math.sqrt(trading.turnover));
    const lotsPerQuote = contractSize === null ? 1 / (trading.price * lot) : 1 / (contractSize * lot);
    this.#lots = Math.max(1, trading.turnover * lotsPerQuote);
    const units = 10 ** layout.turnover.decimals;
    this.#unitsPerTickLot = roundedIfWhole(tick * lot * units);
    this.#inverseUnits = contractSize === null ? null : roundedIfWhole((contractSize * lot * units) / tick);
  }

  /** Fills in the whole candle of a minute, counted from the epoch. */
  fill(minute: number, into: Candle): void {
    const block = this.path.block(minute);
    const offset = this.path.offset(minute);
    const start = block[offset] as number;
    const shape = hash2(this.#shapeKey, minute);
    if (shape >>> 16 < this.#quiet) {
      into.flat(start);
      return;
    }
    const size = hash2(this.#sizeKey, minute);
    const close = block[offset + 1] as number;
    // Every other candle opens where the one before closed, the rest one tick beside it.
    const open = start + ((shape & 1) === 0 ? 0 : (shape & 2) - 1);
    const wick = open * this.#volatility;
    const up = ((size >>> 8) & 255) / 256;
    const down = (size & 255) / 256;
    const high = Math.max(open, close) + Math.floor(up * up * wick);
    const low = Math.max(1, Math.min(open, close) - Math.floor(down * down * wick));
    const price = Math.floor((open + high + low + close) / 4);

    const luck = ((size >>> 16) & 255) / 256;
    const burst = BURSTS[size >>> 24] as number;
    const bustle = (0.1 + luck + burst) * (0.5 + (high - low) / (wick + 1));
    const most = this.#inverseUnits === null ? MOST_UNITS / (price * this.#unitsPerTickLot) : MOST_UNITS;
    const volume = Math.max(1, Math.floor(Math.min(this.#lots * bustle, most)));
    const takerShare = 0.2 + (((shape >>> 2) & 255) / 256) * 0.6;
    const takerVolume = Math.floor(volume * takerShare);

    into.open = open;
    into.high = high;
    into.low = low;
    into.close = close;
    into.volume = volume;
    into.trades = Math.max(1, Math.min(volume, Math.floor(this.#trades * bustle)));
    into.takerVolume = takerVolume;
    into.turnover(this.#turnover(price, volume), this.#turnover(price, takerVolume));
    into.filled = true;
  }

  #turnover(price: number, volume: number): number {
    if (this.#inverseUnits !== null) return Math.floor((volume * this.#inverseUnits) / price);
    return Math.floor(price * volume * this.#unitsPerTickLot);
  }
}

/** A tick times a lot is a whole number of units nearly always; floating-point dust must not make it less. */
function roundedIfWhole(value: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) < 1e-6 * Math.max(1, whole) && whole > 0 ? whole : value;
}
