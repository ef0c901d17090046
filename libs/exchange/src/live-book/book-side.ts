import { Big } from 'big.js';
import type { OrderBookLevel } from '../order-book-snapshot.ts';
import { LevelPacker } from '../packed-book/level-packer.ts';
import type { PackedLevels } from '../packed-book/packed-levels.ts';
import { keyToPrice, type PriceKey, rescaled } from './price-key.ts';

/**
 * One side of a live book: two columns, sorted so that the best price stands last, where nearly everything happens. Asks
 * are kept under the negative of their key, so that both sides rise.
 */
export class BookSide {
  readonly #sign: 1 | -1;
  #keys: PriceKey[] = [];
  #sizes: string[] = [];
  /** The worst price of which all is known; null when the whole side is. */
  #horizon: PriceKey | null = null;

  constructor(side: 'bids' | 'asks') {
    this.#sign = side === 'bids' ? 1 : -1;
  }

  get length(): number {
    return this.#keys.length;
  }

  /** How many levels from the best are known to be all there are. */
  get knownDepth(): number {
    return this.#horizon === null ? Infinity : this.#keys.length;
  }

  /** The key of the best price; null when there is none. */
  get bestKey(): PriceKey | null {
    const last = this.#keys.at(-1);
    return last === undefined ? null : this.#sign === 1 ? last : -last;
  }

  /** Forgets everything. */
  clear(): void {
    this.#keys = [];
    this.#sizes = [];
    this.#horizon = null;
  }

  /** Says that what lies behind the worst level is not known. */
  limit(): void {
    this.#horizon = this.#keys[0] ?? null;
  }

  /** Sets the size at a price. */
  set(price: PriceKey, size: string): void {
    const key = this.#sign === 1 ? price : -price;
    if (this.#horizon !== null && key < this.#horizon) return;
    const keys = this.#keys;
    const at = this.#find(key);
    if (at < keys.length && keys[at] === key) {
      this.#sizes[at] = size;
      return;
    }
    if (at === keys.length) {
      keys.push(key);
      this.#sizes.push(size);
      return;
    }
    keys.splice(at, 0, key);
    this.#sizes.splice(at, 0, size);
  }

  /** Takes a price away, if it is there. */
  delete(price: PriceKey): void {
    const key = this.#sign === 1 ? price : -price;
    const keys = this.#keys;
    const at = this.#find(key);
    if (at === keys.length || keys[at] !== key) return;
    if (at === keys.length - 1) {
      keys.pop();
      this.#sizes.pop();
      return;
    }
    keys.splice(at, 1);
    this.#sizes.splice(at, 1);
  }

  /** Takes a scale with `more` places. */
  rescale(more: number): void {
    this.#keys = this.#keys.map((key) => rescaled(key, more));
    if (this.#horizon !== null) this.#horizon = rescaled(this.#horizon, more);
  }

  /** The best level; null when there is none. */
  best(scale: number): OrderBookLevel | null {
    const key = this.bestKey;
    if (key === null) return null;
    return { price: keyToPrice(key, scale), size: new Big(this.#sizes.at(-1) as string) };
  }

  /** The best levels, best first. */
  levels(count: number, scale: number): PackedLevels {
    const { length } = this.#keys;
    const end = length - Math.min(count, length);
    const packer = new LevelPacker(length - end);
    for (let at = length - 1; at >= end; at -= 1) {
      const key = this.#keys[at] as PriceKey;
      const price = this.#sign === 1 ? key : -key;
      const size = this.#sizes[at] as string;
      if (typeof price === 'number') packer.addSteps(price, scale, size);
      else packer.add(keyToPrice(price, scale).toFixed(), size);
    }
    return packer.finish();
  }

  /** Where a key is, or would be. */
  #find(key: PriceKey): number {
    const keys = this.#keys;
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] as PriceKey) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
