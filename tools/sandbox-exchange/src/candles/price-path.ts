import type { SandboxInstrument } from '../catalogue/instrument.ts';
import { fraction, hash2 } from '../hashing.ts';

/** How many minutes are made at once. */
const BLOCK = 1024;
const BLOCK_BITS = 10;
/** How many blocks stay at hand: enough for a dozen pages of one instrument being fetched side by side. */
const KEPT_BLOCKS = 24;
/** The longest swing of the price spans 2^8 blocks: half a year. */
const OCTAVES = 9;
/** Below so few ticks a price would jump visibly with every tick. */
const LOWEST_TICKS = 50;

/**
 * The price at every minute, in ticks: a walk that is a function of seed, instrument and minute alone. Blocks of minutes
 * hang between anchors, which are smooth noise of nine scales; inside, each midpoint is displaced at random (a
 * Brownian bridge), so that any minute is found without those before it.
 */
export class PricePath {
  readonly #key: number;
  readonly #logPrice: number;
  readonly #volatility: number;
  readonly #tick: number;
  readonly #blocks = new Map<number, Float64Array>();
  #current: Float64Array = new Float64Array(0);
  #currentNumber = -1;

  constructor(instrument: SandboxInstrument, key: number) {
    const { price } = instrument.layout;
    this.#key = key;
    this.#tick = price.units / 10 ** price.decimals;
    this.#logPrice = Math.log(instrument.trading.price);
    this.#volatility = instrument.trading.volatility;
  }

  /** The price in ticks when a minute (counted from the epoch) begins. */
  at(minute: number): number {
    return this.block(minute)[minute & (BLOCK - 1)] as number;
  }

  /** The prices of the minutes around one; see {@link offset}. One more than the block has, so the close is in it too. */
  block(minute: number): Float64Array {
    const number = minute >> BLOCK_BITS;
    if (number !== this.#currentNumber) {
      this.#current = this.#find(number);
      this.#currentNumber = number;
    }
    return this.#current;
  }

  /** Where a minute lies in its block. */
  offset(minute: number): number {
    return minute & (BLOCK - 1);
  }

  #find(number: number): Float64Array {
    let block = this.#blocks.get(number);
    if (block) this.#blocks.delete(number);
    else block = this.#make(number);
    this.#blocks.set(number, block);
    if (this.#blocks.size > KEPT_BLOCKS) this.#blocks.delete(this.#blocks.keys().next().value as number);
    return block;
  }

  #make(number: number): Float64Array {
    const points = new Float64Array(BLOCK + 1);
    points[0] = this.#anchor(number);
    points[BLOCK] = this.#anchor(number + 1);
    const key = hash2(this.#key, number);
    for (let step = BLOCK; step > 1; step >>= 1) {
      const half = step >> 1;
      // The midpoint of a walk over `step` minutes, its ends known, deviates by a quarter of the walk's variance.
      const reach = this.#volatility * Math.sqrt((step / 4) * 3);
      for (let middle = half; middle < BLOCK; middle += step) {
        const between = ((points[middle - half] as number) + (points[middle + half] as number)) / 2;
        points[middle] = between + reach * (2 * fraction(hash2(key, middle)) - 1);
      }
    }
    for (let index = 0; index <= BLOCK; index += 1) {
      const price = Math.exp(points[index] as number);
      points[index] = Math.max(LOWEST_TICKS, Math.round(price / this.#tick));
    }
    return points;
  }

  #anchor(number: number): number {
    let log = this.#logPrice;
    for (let octave = 0; octave < OCTAVES; octave += 1) {
      const period = 2 ** octave;
      const cell = Math.floor(number / period);
      const part = number / period - cell;
      const left = fraction(hash2(this.#key + octave * 7919, cell)) - 0.5;
      const right = fraction(hash2(this.#key + octave * 7919, cell + 1)) - 0.5;
      const swing = this.#volatility * Math.sqrt(BLOCK * period);
      log += swing * (left + (right - left) * part);
    }
    return log;
  }
}
