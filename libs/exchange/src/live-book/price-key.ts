import { Big } from 'big.js';
import { isDecimalText } from '../decimal-text.ts';

/** A price as a count of the smallest step, 10 to the power of minus the scale: a number where that is safe, exact always. */
export type PriceKey = number | bigint;

/** As `isDecimalText` has it. */
const LONGEST = 256;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const POWERS: readonly number[] = Array.from({ length: 16 }, (_, power) => 10 ** power);

/**
 * How many digits a decimal has behind the point, without zeros at its end; -1 when it is not written in digits and one
 * point only.
 */
export function decimalPlaces(text: string): number {
  let end = text.length;
  if (end > LONGEST) return -1;
  const dot = text.indexOf('.');
  if (dot !== -1) while (end > dot + 1 && text.charCodeAt(end - 1) === ZERO) end -= 1;
  for (let index = 0; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if ((code < ZERO || code > NINE) && index !== dot) return -1;
  }
  if (dot === -1) return end > 0 ? 0 : -1;
  return text.length > 1 ? end - dot - 1 : -1;
}

/** The key of a price that {@link decimalPlaces} knows, at a scale of no fewer places. */
export function priceKey(text: string, scale: number, places: number): PriceKey {
  let value = 0;
  const { length } = text;
  let left = places;
  let isBehind = false;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === DOT) {
      isBehind = true;
      continue;
    }
    if (isBehind) {
      if (left === 0) break;
      left -= 1;
    }
    value = value * 10 + (code - ZERO);
  }
  const up = scale - places;
  if (up > 0) value *= POWERS[up] ?? Infinity;
  return value <= Number.MAX_SAFE_INTEGER ? value : largeKey(text, scale, places);
}

/** No float is exact any more: the slow way. */
function largeKey(text: string, scale: number, places: number): PriceKey {
  const [whole = '', fraction = ''] = text.split('.');
  return smallest(BigInt(`${whole}${fraction.slice(0, places)}`) * 10n ** BigInt(scale - places));
}

function smallest(value: bigint): PriceKey {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** A key at a scale that has `more` places. */
export function rescaled(key: PriceKey, more: number): PriceKey {
  const isNegative = key < 0;
  const value = smallest((isNegative ? -BigInt(key) : BigInt(key)) * 10n ** BigInt(more));
  return isNegative ? -value : value;
}

/** The price that a key stands for. */
export function keyToPrice(key: PriceKey, scale: number): Big {
  return new Big(scale === 0 ? String(key) : `${key}e-${scale}`);
}

/** A decimal in digits and one point, whatever it was written like; null when the text is no decimal. */
export function plainDecimal(text: string): string | null {
  return isDecimalText(text) ? new Big(text).toFixed() : null;
}

/** 1 for a text that is a positive decimal, 0 for zero, -1 for one that is negative or none. */
export function signOfDecimal(text: string): 1 | 0 | -1 {
  const { length } = text;
  let isPositive = false;
  let dots = 0;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === DOT) dots += 1;
    else if (code < ZERO || code > NINE) return isDecimalText(text) ? new Big(text).cmp(0) : -1;
    else if (code !== ZERO) isPositive = true;
  }
  if (length === dots || dots > 1 || length > LONGEST) return -1;
  return isPositive ? 1 : 0;
}
