import { Big } from 'big.js';
import type { OrderBookLevel } from '../order-book-snapshot.ts';
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

  /** The best levels, best first. */
  levels(count: number, scale: number): OrderBookLevel[] {
    const { length } = this.#keys;
    return Array.from({ length: Math.min(count, length) }, (_, index) =>
      this.#level(length - 1 - index, scale),
    );
  }

  #level(at: number, scale: number): OrderBookLevel {
    const key = this.#keys[at] as PriceKey;
    return {
      price: keyToPrice(this.#sign === 1 ? key : -key, scale),
      size: new Big(this.#sizes[at] as string),
    };
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
