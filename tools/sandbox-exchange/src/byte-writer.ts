import { printUnits } from './decimal-step.ts';

/** The powers of ten from 10^0 to 10^8. */
const POWERS_OF_TEN = Int32Array.from({ length: 9 }, (_, exponent) => 10 ** exponent);
/** Numbers are written in parts of eight digits, which 32 bits hold. */
const PART_DIGITS = 8;
const PART = 10 ** PART_DIGITS;
const ZERO = 48;
/** The digits of 0000 to 9999, four bytes each, the first of them lowest. */
const QUADS = Int32Array.from({ length: 10_000 }, (_, value) => {
  const digit = (power: number): number => ZERO + (Math.floor(value / power) % 10);
  return digit(1000) | (digit(100) << 8) | (digit(10) << 16) | (digit(1) << 24);
});
/** How many digits 0 to 9999 have. */
const DIGITS = Uint8Array.from(QUADS, (_, value) => String(value).length);
/** Those digits alone, without the zeros before them. */
const LEADING = QUADS.map((quad, value) => quad >>> (8 * (4 - (DIGITS[value] as number))));
const POINT = 46;
const QUOTE = 34;
/** No single value is longer. */
const ROOM = 512;
/** Of fresh memory; it grows as it is needed. */
const SIZE = 64 * 1024;

/**
 * Writes JSON as bytes, digit by digit: a page of a thousand candles takes a fraction of the time that strings and
 * `JSON.stringify` would. Numbers are whole numbers of their unit, so that nothing is rounded.
 */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(SIZE);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #taken = new WeakSet<Buffer>();
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];

  /** Starts anew. */
  clear(): void {
    this.#length = 0;
  }

  /** What has been written, not copied: the writer goes on in other memory. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.buffer, 0, this.#length);
    this.#taken.add(taken);
    this.#use(this.#spare.pop() ?? new Uint8Array(SIZE));
    this.#length = 0;
    return taken;
  }

  /** Writes again into memory that was taken from it and is no longer read. Other memory it leaves alone. */
  giveBack(taken: Buffer): void {
    if (this.#taken.delete(taken)) this.#spare.push(new Uint8Array(taken.buffer as ArrayBuffer));
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.#length;
  }

  /** Makes room: for the values of one row or level unless told. */
  reserve(room = ROOM): void {
    const needed = this.#length + room;
    if (needed <= this.#bytes.length) return;
    let size = this.#bytes.length * 2;
    while (size < needed) size *= 2;
    const larger = new Uint8Array(size);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#use(larger);
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }

  /** One byte: a bracket, a comma. */
  byte(code: number): void {
    this.#bytes[this.#length] = code;
    this.#length += 1;
  }

  /** Bytes that were written before. They bring their own room, and that of a row behind them. */
  copy(bytes: Uint8Array): void {
    this.reserve(bytes.length + ROOM);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** ASCII text. */
  ascii(text: string): void {
    const bytes = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < text.length; index += 1) bytes[start + index] = text.charCodeAt(index);
    this.#length = start + text.length;
  }

  /** Text of any characters, at most as much as there is room for after {@link clear}. */
  text(text: string): void {
    this.#length += new TextEncoder().encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** A whole number from 0 to 2^53. */
  integer(value: number): void {
    this.#length = writeInteger(this.#view, this.#length, value);
  }

  /** A whole number of 10^-`decimals`, in quotes, written with `written` decimals. */
  units(value: number, decimals: number, written: number): void {
    if (decimals > PART_DIGITS || written > PART_DIGITS) {
      const digits = Math.max(decimals, written);
      this.ascii(`"${printUnits(BigInt(value) * 10n ** BigInt(digits - decimals), digits)}"`);
      return;
    }
    const high = value < PART ? 0 : Math.floor(value / PART);
    this.parts(high, value - high * PART, decimals, written);
  }

  /** The same of `high` × 10^8 + `low`, which may be more than 2^53. `low` is below 10^8, `decimals` and `written` are at most 8. */
  parts(high: number, low: number, decimals: number, written: number): void {
    const view = this.#view;
    const one = POWERS_OF_TEN[decimals] as number;
    const scale = POWERS_OF_TEN[PART_DIGITS - decimals] as number;
    const lowWhole = ((low | 0) / one) | 0;
    view.setUint8(this.#length, QUOTE);
    let at = writeInteger(view, this.#length + 1, high * scale + lowWhole);
    if (written > 0) {
      view.setUint8(at, POINT);
      // What is written of the eight digits beyond those wanted is zeros, and written over.
      writeEight(view, at + 1, Math.imul((low | 0) - Math.imul(lowWhole, one), scale));
      at += written + 1;
    }
    view.setUint8(at, QUOTE);
    this.#length = at + 1;
  }
}

/** A number from 0 to 2^53. Gives where it ends, as those below do. */
function writeInteger(view: DataView, at: number, value: number): number {
  if (value < PART) return writeSmall(view, at, value | 0);
  const high = Math.floor(value / PART);
  return writeEight(view, writeSmall(view, at, high | 0), (value - high * PART) | 0);
}

/** A number below 10^8. */
function writeSmall(view: DataView, at: number, value: number): number {
  const high = (value / 10_000) | 0;
  if (high === 0) return writeLeading(view, at, value);
  const next = writeLeading(view, at, high);
  view.setInt32(next, QUADS[value - high * 10_000] as number, true);
  return next + 4;
}

/** A number below 10^4. Four bytes are written whatever its length: those behind it are written over. */
function writeLeading(view: DataView, at: number, value: number): number {
  view.setInt32(at, LEADING[value] as number, true);
  return at + (DIGITS[value] as number);
}

/** A number below 10^8 as eight digits. */
function writeEight(view: DataView, at: number, value: number): number {
  const high = (value / 10_000) | 0;
  view.setInt32(at, QUADS[high] as number, true);
  view.setInt32(at + 4, QUADS[value - high * 10_000] as number, true);
  return at + 8;
}
