/** A 32-bit number that stands for a text (FNV-1a over its UTF-16 code units). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return scramble(hash);
}

/** An evenly spread 32-bit number for two; what all made-up data comes from. */
export function hash2(key: number, value: number): number {
  return scramble(Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) + key);
}

/** The same number as a fraction from 0 up to, not including, 1. */
export function fraction(hash: number): number {
  return (hash >>> 0) / 4_294_967_296;
}

function scramble(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return hash ^ (hash >>> 16);
}
