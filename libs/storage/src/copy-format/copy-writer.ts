import type { Big } from 'big.js';
import { bigFieldBytes, writeBig } from './big-binary.ts';
import { InvalidDecimalError, writeDecimal, writePlainDecimal } from './numeric-binary.ts';

/** COPY's binary signature, no flags, no header extension. */
const SIGNATURE = [0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

/** PostgreSQL counts timestamps in microseconds from 2000-01-01T00:00:00Z. */
const POSTGRES_EPOCH_MS = 946_684_800_000;
/** `pg_type.oid` of `numeric`. */
const NUMERIC_OID = 1700;
const TWO_TO_32 = 4_294_967_296;

/** Writes a field of eight bytes, its length before it; returns the offset behind. */
export function putInt64(bytes: Uint8Array, offset: number, value: number): number {
  const high = Math.floor(value / TWO_TO_32);
  // Bitwise operators take a double modulo 2^32, so the lower half is right for negative values too.
  const low = value | 0;
  bytes[offset] = 0;
  bytes[offset + 1] = 0;
  bytes[offset + 2] = 0;
  bytes[offset + 3] = 8;
  bytes[offset + 4] = high >>> 24;
  bytes[offset + 5] = high >>> 16;
  bytes[offset + 6] = high >>> 8;
  bytes[offset + 7] = high;
  bytes[offset + 8] = low >>> 24;
  bytes[offset + 9] = low >>> 16;
  bytes[offset + 10] = low >>> 8;
  bytes[offset + 11] = low;
  return offset + 12;
}

/** What {@link putInt64} writes of an epoch in ms as a `timestamptz`. */
export function toPostgresMicroseconds(time: number): number {
  return (time - POSTGRES_EPOCH_MS) * 1000;
}

/** Longer than any usual decimal. */
const ASCII_BYTES = 256;

/**
 * Writes the values of `COPY … (FORMAT binary)` into a buffer that grows as needed and is used again after
 * {@link reset}. The caller keeps to the order of the format: signature, then for each row its field count and fields,
 * then the trailer.
 */
export class CopyWriter {
  /** Where text is laid down to be read digit by digit. */
  readonly #ascii = new Uint8Array(ASCII_BYTES);
  #bytes: Uint8Array;
  #offset = 0;

  /** @param capacity what to begin with, in bytes; what is written in between two resets is best below it */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** How many bytes have been written since the last {@link reset}. */
  get length(): number {
    return this.#offset;
  }

  /** What was written; a view that the next writes after {@link reset} overwrite. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#offset);
  }

  /**
   * The buffer itself, with room for so many bytes behind {@link length}: for who writes fields by himself, and then says
   * with {@link advanceTo} up to where.
   */
  room(count: number): Uint8Array {
    this.#reserve(count);
    return this.#bytes;
  }

  /** Up to where the buffer is written now. */
  advanceTo(offset: number): void {
    this.#offset = offset;
  }

  /** Begins again at the start of the buffer. */
  reset(): void {
    this.#offset = 0;
  }

  writeSignature(): void {
    this.#reserve(SIGNATURE.length);
    this.#bytes.set(SIGNATURE, this.#offset);
    this.#offset += SIGNATURE.length;
  }

  writeTrailer(): void {
    this.writeFieldCount(0xffff);
  }

  /** Begins a row of so many fields. */
  writeFieldCount(count: number): void {
    this.#reserve(2);
    const bytes = this.#bytes;
    bytes[this.#offset] = count >>> 8;
    bytes[this.#offset + 1] = count;
    this.#offset += 2;
  }

  /** An `integer`. */
  writeInteger(value: number): void {
    this.#reserve(8);
    this.#writeInt32(4);
    this.#writeInt32(value);
  }

  /** Null, of any type. */
  writeNull(): void {
    this.#reserve(4);
    this.#writeInt32(-1);
  }

  /** A `bigint`, of a safe integer. */
  writeBigint(value: number): void {
    this.#reserve(12);
    this.#offset = putInt64(this.#bytes, this.#offset, value);
  }

  /** A `bigint`, of one. */
  writeBigintOf(value: bigint): void {
    this.#reserve(12);
    this.#writeInt32(8);
    this.#writeInt32(Number(BigInt.asIntN(32, value >> 32n)));
    this.#writeInt32(Number(BigInt.asIntN(32, value)));
  }

  /** A `timestamptz`, of epoch ms. */
  writeTimestamp(time: number): void {
    this.writeBigint(toPostgresMicroseconds(time));
  }

  /** A field of these bytes. */
  writeField(value: Uint8Array): void {
    this.#reserve(4);
    this.#writeInt32(value.length);
    this.writeBytes(value);
  }

  /** Bytes that are in the format already. */
  writeBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    const into = this.#bytes;
    const offset = this.#offset;
    // Faster than `set` for the few bytes that come here.
    for (let index = 0; index < bytes.length; index += 1) into[offset + index] = bytes[index] as number;
    this.#offset = offset + bytes.length;
  }

  /**
   * A `numeric`, of decimal text, exactly and with as many decimal places as it shows.
   * @throws {InvalidDecimalError} when the text is not a finite decimal that a numeric can hold
   */
  writeNumeric(text: string): void {
    const { length } = text;
    let codes = 0;
    for (let index = 0; index < length && index < ASCII_BYTES; index += 1) {
      const code = text.charCodeAt(index);
      this.#ascii[index] = code;
      codes |= code;
    }
    if (length > ASCII_BYTES || codes > 0x7f) this.#writeUnusual(text);
    else this.writeNumericBytes(this.#ascii, 0, length);
  }

  /**
   * The same, of ASCII text that lies in `text` from `start` up to, not including, `end`.
   * @throws {InvalidDecimalError} when the text is not a finite decimal that a numeric can hold
   */
  writeNumericBytes(text: Uint8Array, start: number, end: number): void {
    // Four characters make at most two bytes, and the header takes twelve.
    this.#reserve(end - start + 20);
    const written = writePlainDecimal(text, start, end, this.#bytes, this.#offset);
    if (written >= 0) this.#offset = written;
    else this.#writeUnusual(Buffer.from(text.subarray(start, end)).toString('latin1'));
  }

  /**
   * A `numeric[]`, exactly, each with as many decimal places as `toFixed()` prints.
   * @throws {InvalidDecimalError} when a numeric can't hold one of them
   */
  writeNumericArray<T>(items: readonly T[], valueOf: (item: T) => Big): void {
    const start = this.#beginNumericArray(items.length);
    let bytes = this.#bytes;
    let end = this.#offset;
    for (let index = 0; index < items.length; index += 1) {
      const value = valueOf(items[index] as T);
      const need = bigFieldBytes(value);
      if (end + need > bytes.length) {
        this.#offset = end;
        bytes = this.room(need);
      }
      const written = writeBig(value, bytes, end);
      if (written < 0) throw new InvalidDecimalError(value.toExponential());
      end = written;
    }
    this.#endNumericArray(start, end);
  }

  /**
   * A `numeric[]`, exactly and with as many decimal places as they show, of plain decimals that lie side by side: of every
   * `stride` of them the one at `first`.
   * @param ends where in the text each ends; the next begins there
   * @throws {InvalidDecimalError} for one that is not plain
   */
  writePlainNumericArray(text: Uint8Array, ends: Uint32Array, first: number, stride: number): void {
    const start = this.#beginNumericArray(Math.ceil((ends.length - first) / stride));
    const bytes = this.room(text.length + ends.length * 20);
    let end = this.#offset;
    for (let index = first; index < ends.length; index += stride) {
      const from = index === 0 ? 0 : (ends[index - 1] as number);
      const to = ends[index] as number;
      const written = writePlainDecimal(text, from, to, bytes, end);
      if (written < 0) throw new InvalidDecimalError(Buffer.from(text.subarray(from, to)).toString('latin1'));
      end = written;
    }
    this.#endNumericArray(start, end);
  }

  /** All but the elements, and the length, which comes last; returns where that is. */
  #beginNumericArray(elements: number): number {
    this.#reserve(24);
    const start = this.#offset;
    this.#offset += 4;
    this.#writeInt32(elements === 0 ? 0 : 1);
    this.#writeInt32(0);
    this.#writeInt32(NUMERIC_OID);
    if (elements > 0) {
      this.#writeInt32(elements);
      this.#writeInt32(1);
    }
    return start;
  }

  #endNumericArray(start: number, end: number): void {
    this.#offset = start;
    this.#writeInt32(end - start - 4);
    this.#offset = end;
  }

  /**
   * A `numeric`, exactly, with as many decimal places as `toFixed()` prints.
   * @throws {InvalidDecimalError} when a numeric can't hold it
   */
  writeBig(value: Big): void {
    this.#reserve(bigFieldBytes(value));
    const written = writeBig(value, this.#bytes, this.#offset);
    if (written < 0) throw new InvalidDecimalError(value.toExponential());
    this.#offset = written;
  }

  #writeUnusual(text: string): void {
    const value = writeDecimal(text);
    if (value === null) throw new InvalidDecimalError(text);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#offset);
    this.#offset += value.length;
  }

  #writeInt32(value: number): void {
    const bytes = this.#bytes;
    const offset = this.#offset;
    bytes[offset] = value >>> 24;
    bytes[offset + 1] = value >>> 16;
    bytes[offset + 2] = value >>> 8;
    bytes[offset + 3] = value;
    this.#offset = offset + 4;
  }

  #reserve(count: number): void {
    if (this.#offset + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#offset + count));
    grown.set(this.#bytes.subarray(0, this.#offset));
    this.#bytes = grown;
  }
}
