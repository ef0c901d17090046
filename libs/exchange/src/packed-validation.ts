import { isKnownPlain, type PackedKlines } from './packed-klines.ts';

const ZERO = 48;
const NINE = 57;
const POINT = 46;
/** Open, high, low and close, which come first. */
const PRICES = 4;
/** Numbers of so many digits are exact in a double. */
const EXACT_DIGITS = 15;
const TEN_TO: readonly number[] = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

/**
 * Whether packed klines are seen to be good without a string being made: each decimal is of digits with at most one
 * point, and no price lies beyond high and low. False says no more than that the texts are to be looked at: prices of
 * more than 15 digits and exponents are not understood here.
 */
export function isPlainlyGood({ decimals, parts }: PackedKlines): boolean {
  const width = decimals.length;
  for (const part of parts) {
    if (isKnownPlain(part)) continue;
    const { text, starts, lengths } = part;
    for (let row = 0; row < starts.length; row += 1) {
      let start = starts[row] as number;
      const first = row * width;
      if (!arePricesGood(text, start, lengths, first)) return false;
      for (let index = first; index < first + width; index += 1) {
        const end = start + (lengths[index] as number);
        if (index >= first + PRICES && !isPlain(text, start, end)) return false;
        start = end;
      }
    }
  }
  return true;
}

/** Whether a decimal is of digits with at most one point. */
function isPlain(text: Uint8Array, start: number, end: number): boolean {
  let points = 0;
  for (let index = start; index < end; index += 1) {
    const code = text[index] as number;
    if (code === POINT) points += 1;
    else if (code < ZERO || code > NINE) return false;
  }
  return points <= 1 && end - start > points;
}

/** The digits of open, high, low and close, as a whole number each, and how many of them are behind the point. */
const digits = new Float64Array(4);
const places = new Uint8Array(4);

/** Whether open, high, low and close, which begin at `at` and have the lengths from `first` on, are plain, and in order. */
export function arePricesGood(text: Uint8Array, at: number, lengths: Uint8Array, first: number): boolean {
  let start = at;
  for (let price = 0; price < PRICES; price += 1) {
    const end = start + (lengths[first + price] as number);
    if (!readPrice(text, start, end, price)) return false;
    start = end;
  }
  const most = Math.max(places[0] as number, places[1] as number, places[2] as number, places[3] as number);
  for (let price = 0; price < PRICES; price += 1) {
    const missing = most - (places[price] as number);
    if (missing === 0) continue;
    digits[price] = (digits[price] as number) * (TEN_TO[missing] as number);
    if ((digits[price] as number) >= (TEN_TO[EXACT_DIGITS] as number)) return false;
  }
  const open = digits[0] as number;
  const high = digits[1] as number;
  const low = digits[2] as number;
  const close = digits[3] as number;
  return low <= high && open <= high && open >= low && close <= high && close >= low;
}

/** Reads a plain price of at most 15 digits; false when it is another one. */
function readPrice(text: Uint8Array, start: number, end: number, price: number): boolean {
  let number = 0;
  let point = end;
  for (let index = start; index < end; index += 1) {
    const code = text[index] as number;
    if (code >= ZERO && code <= NINE) number = number * 10 + (code - ZERO);
    else if (code === POINT && point === end) point = index;
    else return false;
  }
  const length = end - start - (point < end ? 1 : 0);
  if (length === 0 || length > EXACT_DIGITS) return false;
  digits[price] = number;
  places[price] = point < end ? end - point - 1 : 0;
  return true;
}
