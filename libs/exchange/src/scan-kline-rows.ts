import { LONGEST_PACKED, type PackedPart, vouchFor } from './packed-klines.ts';
import { arePricesGood } from './packed-validation.ts';

/** Which columns of an answer's rows hold what, from 0; others are passed over. */
export interface KlineRowColumns {
  readonly openTime: number;
  readonly closeTime: number;
  readonly tradeCount: number;
  /** Where the eight decimals stand, in the order of `DECIMAL_COLUMNS`, ascending. */
  readonly decimals: readonly number[];
}

/** What the bytes of a kline answer hold. */
export interface ScannedRows {
  readonly openTime: Float64Array;
  readonly closeTime: Float64Array;
  readonly tradeCount: Float64Array;
  /** The eight decimals of each row. */
  readonly part: PackedPart;
}

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const LOWER_E = 0x65;
const LAST_PRINTABLE = 0x7e;

/** Numbers of more digits may not be exact. */
const EXACT_DIGITS = 15;
const DECIMALS = 8;
const PRICES = 4;
/** Open time, close time, number of trades. */
const WHOLES = 3;
/** What values are gathered in stays as large as the largest answer, which is to be no monster. */
const MOST_BYTES = 2 ** 24;

/** What a column is to the scanner; lower ones say where in {@link wholes} its number goes. */
const DECIMAL = WHOLES;
const PASSED_OVER = WHOLES + 1;

/** Where values are gathered, since only the end of the answer tells how many there are; used again for each. */
let text = new Uint8Array(0);
let starts = new Uint32Array(0);
let lengths = new Uint8Array(0);
let wholes = new Float64Array(0);
/** How many bytes of the text are written. */
let written = 0;
/** Of the row that is read: where in its decimals the points are, 0 for none, and whether all are plain. */
const points = new Uint8Array(DECIMALS);
let isPlain = true;

/** Reads answers whose rows have their values in certain columns. */
export class KlineRowScanner {
  readonly #kinds: Uint8Array;

  constructor({ openTime, closeTime, tradeCount, decimals }: KlineRowColumns) {
    this.#kinds = new Uint8Array(Math.max(openTime, closeTime, tradeCount, ...decimals) + 1).fill(
      PASSED_OVER,
    );
    for (const column of decimals) this.#kinds[column] = DECIMAL;
    for (const [place, column] of [openTime, closeTime, tradeCount].entries()) this.#kinds[column] = place;
  }

  /**
   * Finds the values of a kline answer in its bytes, in one pass and without making a string: `[[1499040000000,"0.0163",
   * …],…]`, with white space between and decimals as strings or as numbers. On its way it sees whether the decimals are
   * plain and the prices in order, so that nobody has to read them again for that. Null when that is not all there is to
   * the answer: a string with an escape, a number that is no short count where one should stand, too few columns,
   * anything cut off. Who parses the answer as JSON then finds the same values, or what is wrong.
   */
  scan(bytes: Uint8Array): ScannedRows | null {
    if (bytes.length > MOST_BYTES) return null;
    if (text.length < bytes.length) text = new Uint8Array(bytes.length * 2);
    written = 0;
    let rows = 0;
    let areGood = true;
    let at = skipSpace(bytes, 0);
    if (bytes[at] !== OPEN_ARRAY) return null;
    at = skipSpace(bytes, at + 1);
    let more = bytes[at] !== CLOSE_ARRAY;
    while (more) {
      if (bytes[at] !== OPEN_ARRAY) return null;
      if (rows === starts.length) makeRoom();
      starts[rows] = written;
      at = skipRest(bytes, this.#scanRow(bytes, skipSpace(bytes, at + 1), rows));
      if (at < 0) return null;
      areGood &&= isPlain && arePricesInOrder(rows);
      rows += 1;
      at = skipSpace(bytes, at + 1);
      more = bytes[at] === COMMA;
      if (more) at = skipSpace(bytes, at + 1);
    }
    if (bytes[at] !== CLOSE_ARRAY || skipSpace(bytes, at + 1) !== bytes.length) return null;
    const part = {
      text: text.slice(0, written),
      starts: starts.slice(0, rows),
      lengths: lengths.slice(0, rows * DECIMALS),
    };
    vouchFor(part, areGood);
    return { openTime: wholesOf(0, rows), closeTime: wholesOf(1, rows), tradeCount: wholesOf(2, rows), part };
  }

  /** The place behind the last column that is read; the end of the bytes where something is not as it must be. */
  #scanRow(bytes: Uint8Array, start: number, row: number): number {
    const kinds = this.#kinds;
    let at = start;
    let slot = 0;
    isPlain = true;
    for (let column = 0; column < kinds.length; column += 1) {
      if (column > 0) {
        if (bytes[at] !== COMMA) return bytes.length;
        at = skipSpace(bytes, at + 1);
      }
      const kind = kinds[column] as number;
      const first = at;
      if (kind < WHOLES) {
        at = endOfDigits(bytes, first);
        if (!isWhole(bytes, first, at)) return bytes.length;
        wholes[row * WHOLES + kind] = whole(bytes, first, at);
      } else if (kind === DECIMAL) {
        const isText = bytes[first] === QUOTE;
        const begin = isText ? first + 1 : first;
        const end = endOfDecimal(bytes, begin, isText, slot);
        if (end < 0 || end - begin > LONGEST_PACKED) return bytes.length;
        lengths[row * DECIMALS + slot] = end - begin;
        written += end - begin;
        slot += 1;
        at = isText ? end + 1 : end;
      } else {
        at = endOfValue(bytes, first);
        if (at < 0) return bytes.length;
      }
      at = skipSpace(bytes, at);
    }
    return at;
  }
}

function makeRoom(): void {
  const rows = Math.max(1024, starts.length * 2);
  starts = grown(starts, new Uint32Array(rows));
  lengths = grown(lengths, new Uint8Array(rows * DECIMALS));
  wholes = grown(wholes, new Float64Array(rows * WHOLES));
}

function grown<T extends Uint8Array | Uint32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

function wholesOf(place: number, rows: number): Float64Array {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) values[row] = wholes[row * WHOLES + place] as number;
  return values;
}

/**
 * Whether no price of a row of plain decimals lies beyond high and low. Where all are of one length with the point at
 * one place, as they nearly always are, their order is that of their bytes.
 */
function arePricesInOrder(row: number): boolean {
  const open = starts[row] as number;
  const length = lengths[row * DECIMALS] as number;
  for (let price = 1; price < PRICES; price += 1) {
    if (lengths[row * DECIMALS + price] !== length || points[price] !== points[0])
      return arePricesGood(text, open, lengths, row * DECIMALS);
  }
  const high = open + length;
  const low = high + length;
  const close = low + length;
  return (
    isNoMore(low, open, length) &&
    isNoMore(open, high, length) &&
    isNoMore(low, close, length) &&
    isNoMore(close, high, length)
  );
}

function isNoMore(one: number, other: number, length: number): boolean {
  for (let at = 0; at < length; at += 1) {
    const difference = (text[one + at] as number) - (text[other + at] as number);
    if (difference !== 0) return difference < 0;
  }
  return true;
}

/** The place behind a decimal, whose bytes are copied on the way; -1 where there is none. */
function endOfDecimal(bytes: Uint8Array, start: number, isText: boolean, slot: number): number {
  const into = text;
  const shift = written - start;
  let at = start;
  let code = bytes[at] as number;
  for (; code >= ZERO && code <= NINE; code = bytes[at] as number) {
    into[at + shift] = code;
    at += 1;
  }
  let point = 0;
  if (code === POINT) {
    point = at - start + 1;
    do {
      into[at + shift] = code;
      at += 1;
      code = bytes[at] as number;
    } while (code >= ZERO && code <= NINE);
  }
  points[slot] = point;
  if (isText && code === QUOTE && at - start > (point > 0 ? 1 : 0)) return at;
  const end = isText ? endOfString(bytes, start) : endOfNumber(bytes, start);
  if (isText || end !== at) isPlain = false;
  for (; at < end; at += 1) into[at + shift] = bytes[at] as number;
  return end;
}

/** The place behind a string or a number; -1 where something else stands. */
function endOfValue(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== QUOTE) return endOfNumber(bytes, start);
  const end = endOfString(bytes, start + 1);
  return end < 0 ? -1 : end + 1;
}

function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const code = bytes[at];
    if (code !== SPACE && code !== LINE_FEED && code !== CARRIAGE_RETURN && code !== TAB) return at;
    at += 1;
  }
}

/** The place of the `]` behind columns that are not read; -1 when something else stands there. */
function skipRest(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === COMMA) {
    at = skipSpace(bytes, at + 1);
    at = endOfValue(bytes, at);
    if (at < 0) return -1;
    at = skipSpace(bytes, at);
  }
  return bytes[at] === CLOSE_ARRAY ? at : -1;
}

/** The place of the quote that ends a string of printable ASCII without escapes; -1 for any other. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const code = bytes[at];
    if (code === QUOTE) return at;
    if (code === undefined || code < SPACE || code > LAST_PRINTABLE || code === BACKSLASH) return -1;
    at += 1;
  }
}

function endOfDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const code = bytes[at];
    if (code === undefined || code < ZERO || code > NINE) return at;
    at += 1;
  }
}

/** The place behind a number as JSON has it, -1 when there is none: https://www.rfc-editor.org/rfc/rfc8259#section-6 */
function endOfNumber(bytes: Uint8Array, start: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  let at = endOfDigits(bytes, first);
  if (at === first || (bytes[first] === ZERO && at > first + 1)) return -1;
  if (bytes[at] === POINT) {
    const fraction = at + 1;
    at = endOfDigits(bytes, fraction);
    if (at === fraction) return -1;
  }
  if (bytes[at] === LOWER_E || bytes[at] === UPPER_E) {
    at += bytes[at + 1] === PLUS || bytes[at + 1] === MINUS ? 2 : 1;
    const exponent = at;
    at = endOfDigits(bytes, exponent);
    if (at === exponent) return -1;
  }
  return at;
}

/** Whether digits are a number as JSON has it, short enough to be exact. */
function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  return length === 1 || (length > 1 && length <= EXACT_DIGITS && bytes[start] !== ZERO);
}

function whole(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) value = value * 10 + ((bytes[at] as number) - ZERO);
  return value;
}
