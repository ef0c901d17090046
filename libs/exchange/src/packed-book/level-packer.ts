import { Big } from 'big.js';
import { isDecimalText } from '../decimal-text.ts';
import { PackedLevels } from './packed-levels.ts';

const DOT = 46;
const ZERO = 48;
const NINE = 57;
/** More than a decimal of an exchange has. */
const USUAL_BYTES = 16;
/** Numbers below it are divided as integers. */
const PART = 1e9;
const PART_DIGITS = 9;
/** As many as the greatest safe integer has. */
const MOST_DIGITS = 16;

/**
 * Packs the levels of one side, best first.
 * @throws {RangeError} for a text that is no decimal
 */
export function packLevels(levels: readonly (readonly [price: string, size: string])[]): PackedLevels {
  const packer = new LevelPacker(levels.length);
  for (const [price, size] of levels) packer.add(price, size);
  return packer.finish();
}

/** Makes {@link PackedLevels}, level by level. */
export class LevelPacker {
  readonly #ends: Uint32Array;
  readonly #digits = new Uint8Array(MOST_DIGITS);
  #text: Uint8Array<ArrayBuffer>;
  #length = 0;
  #count = 0;

  /** @param levels how many will come at most */
  constructor(levels: number) {
    this.#ends = new Uint32Array(levels * 2);
    this.#text = new Uint8Array(levels * 2 * USUAL_BYTES);
  }

  /**
   * Adds a level, best first.
   * @throws {RangeError} for a text that is no decimal
   */
  add(price: string, size: string): void {
    this.#put(price);
    this.#put(size);
  }

  /**
   * The same, with a price of so many steps of 10 to the power of minus `scale`: a positive safe integer.
   * @throws {RangeError} for a text that is no decimal
   */
  addSteps(price: number, scale: number, size: string): void {
    this.#putSteps(price, scale);
    this.#put(size);
  }

  /** What was added; the packer is done then. */
  finish(): PackedLevels {
    // Gives what is not used back at once: left to the garbage collector, which sees small objects only, it piles up.
    const text = new Uint8Array(this.#text.buffer.transfer(this.#length));
    const ends = this.#count === this.#ends.length ? this.#ends : this.#ends.slice(0, this.#count);
    return new PackedLevels(text, ends);
  }

  #put(decimal: string): void {
    const { length } = decimal;
    const text = this.#room(length);
    const start = this.#length;
    let dot = -1;
    for (let index = 0; index < length; index += 1) {
      const code = decimal.charCodeAt(index);
      if (code === DOT && dot === -1) dot = index;
      else if (code < ZERO || code > NINE) return this.#putUnusual(decimal);
      text[start + index] = code;
    }
    if (length === 0 || dot === 0 || (text[start] === ZERO && length > 1 && dot !== 1)) {
      return this.#putUnusual(decimal);
    }
    let end = start + length;
    if (dot !== -1) {
      while (text[end - 1] === ZERO) end -= 1;
      if (end === start + dot + 1) end -= 1;
    }
    this.#endAt(end);
  }

  /** One with a sign, an exponent, or zeros before it. */
  #putUnusual(decimal: string): void {
    if (!isDecimalText(decimal)) throw new RangeError(`${JSON.stringify(decimal)} is not a decimal`);
    const plain = new Big(decimal).toFixed();
    const text = this.#room(plain.length);
    for (let index = 0; index < plain.length; index += 1) {
      text[this.#length + index] = plain.charCodeAt(index);
    }
    this.#endAt(this.#length + plain.length);
  }

  #putSteps(steps: number, scale: number): void {
    const digits = this.#digits;
    const high = Math.floor(steps / PART);
    let count = this.#putDigits(steps - high * PART, 0, high > 0 ? PART_DIGITS : 0);
    if (high > 0) count = this.#putDigits(high, count, 0);
    let last = 0;
    while (last < scale && digits[last] === 0) last += 1;
    const text = this.#room(count + scale + 2);
    let into = this.#length;
    for (let place = Math.max(count - 1, scale); place >= scale; place -= 1) {
      text[into] = ZERO + (place < count ? (digits[place] as number) : 0);
      into += 1;
    }
    if (last < scale) {
      text[into] = DOT;
      into += 1;
      for (let place = scale - 1; place >= last; place -= 1) {
        text[into] = ZERO + (place < count ? (digits[place] as number) : 0);
        into += 1;
      }
    }
    this.#endAt(into);
  }

  /** The digits of an integer, last one first, no fewer than `least`; returns the place behind them. */
  #putDigits(value: number, place: number, least: number): number {
    let count = place;
    for (let rest = value | 0; rest > 0 || count - place < least; count += 1) {
      const tenth = (rest / 10) | 0;
      this.#digits[count] = rest - tenth * 10;
      rest = tenth;
    }
    return count;
  }

  #endAt(end: number): void {
    this.#length = end;
    this.#ends[this.#count] = end;
    this.#count += 1;
  }

  #room(count: number): Uint8Array {
    if (this.#length + count > this.#text.length) {
      const grown = new Uint8Array(Math.max(this.#text.length * 2, this.#length + count));
      grown.set(this.#text.subarray(0, this.#length));
      this.#text = grown;
    }
    return this.#text;
  }
}
