import type { Big } from 'big.js';
import { MOST_DECIMAL_PLACES, MOST_INTEGER_DIGITS, NEGATIVE, writeHeader } from './numeric-binary.ts';

/** How many bytes {@link writeBig} needs at most. */
export function bigFieldBytes({ c }: Big): number {
  // Four digits make two bytes, the first group may have fewer, and the header takes twelve.
  return 16 + (c.length >>> 1);
}

/**
 * Writes a `Big` as a field of `COPY … (FORMAT binary)`: its length and a PostgreSQL numeric, in base 10,000, with as
 * many decimal places as `toFixed()` prints. The digits go over as they are, without any text in between.
 * @param bytes has room for {@link bigFieldBytes} behind `offset`
 * @returns the offset behind it, or -1 when a numeric can't hold it
 */
export function writeBig(value: Big, bytes: Uint8Array, offset: number): number {
  const { c: digits, e: exponent } = value;
  const count = digits.length;
  const scale = count - 1 - exponent;
  if (exponent >= MOST_INTEGER_DIGITS || scale > MOST_DECIMAL_PLACES) return -1;
  if (digits[0] === 0) {
    writeHeader(bytes, offset, 0, 0, 0, 0);
    return offset + 12;
  }
  let into = offset + 12;
  let position = 0;
  // The first digit stands for 10^exponent: groups begin where the exponent of their last digit is a multiple of four.
  let stop = (exponent & 3) + 1;
  while (position < count) {
    let group = 0;
    for (; position < stop; position += 1) {
      group = group * 10 + (position < count ? (digits[position] as number) : 0);
    }
    bytes[into] = group >>> 8;
    bytes[into + 1] = group;
    into += 2;
    stop += 4;
  }
  const groups = (into - offset - 12) >>> 1;
  writeHeader(bytes, offset, groups, exponent >> 2, value.s < 0 ? NEGATIVE : 0, scale > 0 ? scale : 0);
  return into;
}
