import { Big } from 'big.js';
import type { OrderBookLevel } from '../order-book-snapshot.ts';

/**
 * One side of a book, best first, as ASCII text with nothing in between: price, size, price, size, each in digits and at
 * most one point (with a minus where it is negative), and without zeros that say nothing. Whoever passes it on, such as a
 * store, makes no object for a level. Nothing of it may be changed.
 */
export class PackedLevels {
  readonly text: Uint8Array;
  /** Where in the text each price and each size ends; the next begins there. */
  readonly ends: Uint32Array;
  #levels: readonly OrderBookLevel[] | null = null;

  /** What a `LevelPacker` made: it says what stands in the text. */
  constructor(text: Uint8Array, ends: Uint32Array) {
    this.text = text;
    this.ends = ends;
  }

  /** How many levels there are. */
  get length(): number {
    return this.ends.length >>> 1;
  }

  /** The levels as objects: made when first asked for, then kept, and frozen, since the text would not follow a change. */
  get levels(): readonly OrderBookLevel[] {
    this.#levels ??= this.#unpack();
    return this.#levels;
  }

  /** The price of a level, in digits. */
  priceAt(level: number): string {
    return this.#decimalAt(level * 2);
  }

  /** The size of a level, in digits. */
  sizeAt(level: number): string {
    return this.#decimalAt(level * 2 + 1);
  }

  /** A text of its own: a part of a larger one would keep all of that alive. */
  #decimalAt(index: number): string {
    const { text, ends } = this;
    const start = index === 0 ? 0 : (ends[index - 1] as number);
    return asText(text.subarray(start, ends[index]));
  }

  #unpack(): readonly OrderBookLevel[] {
    const { ends, length } = this;
    const text = asText(this.text);
    const levels: OrderBookLevel[] = [];
    let start = 0;
    for (let level = 0; level < length; level += 1) {
      const middle = ends[level * 2] as number;
      const end = ends[level * 2 + 1] as number;
      levels.push({ price: new Big(text.slice(start, middle)), size: new Big(text.slice(middle, end)) });
      start = end;
    }
    return Object.freeze(levels);
  }
}

function asText({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}
