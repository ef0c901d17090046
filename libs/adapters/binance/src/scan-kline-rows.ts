import { LONGEST_PACKED } from '@marketloom/exchange';

/** What the bytes of a kline answer hold. */
export interface ScannedRows {
  readonly openTime: number[];
  readonly closeTime: number[];
  readonly tradeCount: number[];
  /** Eight a row, as in `PackedPart`: the columns 1 to 5, 7, 9 and 10. */
  readonly spans: Uint32Array;
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
const COLUMNS = 11;
const DECIMALS = 8;
/** Columns 0, 6 and 8: one in each group of four. */
const WHOLES = 3;
/** Places of decimals are told in 24 bits. */
const MOST_BYTES = 2 ** 24;

/** Where values are gathered, since only the end of the answer tells how many there are; used again for each. */
let spans = new Uint32Array(0);
let wholes = new Float64Array(0);

/**
 * Finds the values of a kline answer in its bytes, in one pass and without making a string: `[[1499040000000,"0.0163",
 * …],…]`, with white space between and decimals as strings or as numbers. Null when that is not all there is to the
 * answer: a string with an escape, a number that is no short count where one should stand, too few columns, anything
 * cut off. Who parses the answer as JSON then finds the same values, or what is wrong.
 */
export function scanKlineRows(bytes: Uint8Array): ScannedRows | null {
  if (bytes.length >= MOST_BYTES) return null;
  let rows = 0;
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== OPEN_ARRAY) return null;
  at = skipSpace(bytes, at + 1);
  let more = bytes[at] !== CLOSE_ARRAY;
  while (more) {
    if (bytes[at] !== OPEN_ARRAY) return null;
    if (rows === wholes.length / WHOLES) makeRoom();
    let decimal = rows * DECIMALS;
    at = skipSpace(bytes, at + 1);
    for (let column = 0; column < COLUMNS; column += 1) {
      if (column > 0) {
        if (bytes[at] !== COMMA) return null;
        at = skipSpace(bytes, at + 1);
      }
      const start = at;
      if (column === 0 || column === 6 || column === 8) {
        at = endOfDigits(bytes, start);
        if (!isWhole(bytes, start, at)) return null;
        wholes[rows * WHOLES + (column >> 2)] = whole(bytes, start, at);
      } else if (bytes[start] === QUOTE) {
        at = endOfString(bytes, start + 1);
        if (at < 0 || at - start - 1 > LONGEST_PACKED) return null;
        spans[decimal++] = (start + 1) * 256 + (at - start - 1);
        at += 1;
      } else {
        at = endOfNumber(bytes, start);
        if (at < 0 || at - start > LONGEST_PACKED) return null;
        spans[decimal++] = start * 256 + (at - start);
      }
      at = skipSpace(bytes, at);
    }
    rows += 1;
    at = skipRest(bytes, at);
    if (at < 0) return null;
    at = skipSpace(bytes, at + 1);
    more = bytes[at] === COMMA;
    if (more) at = skipSpace(bytes, at + 1);
  }
  if (bytes[at] !== CLOSE_ARRAY || skipSpace(bytes, at + 1) !== bytes.length) return null;
  return {
    openTime: wholesOf(0, rows),
    closeTime: wholesOf(1, rows),
    tradeCount: wholesOf(2, rows),
    spans: spans.slice(0, rows * DECIMALS),
  };
}

function makeRoom(): void {
  const rows = Math.max(1024, (wholes.length / WHOLES) * 2);
  const [oldSpans, oldWholes] = [spans, wholes];
  spans = new Uint32Array(rows * DECIMALS);
  spans.set(oldSpans);
  wholes = new Float64Array(rows * WHOLES);
  wholes.set(oldWholes);
}

/** Arrays of the right size at once: many times as fast as `Array.from` or `push`, and with less to collect. */
function wholesOf(column: number, rows: number): number[] {
  const values: number[] = [];
  values.length = rows;
  for (let row = 0; row < rows; row += 1) {
    const value = wholes[row * WHOLES + column] as number;
    const small = value | 0;
    // Small numbers stay small ones for V8, too: it would box doubles over and over.
    if (small === value) values[row] = small;
    else values[row] = value;
  }
  return values;
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
    at = bytes[at] === QUOTE ? endOfString(bytes, at + 1) + 1 : endOfNumber(bytes, at);
    if (at <= 0) return -1;
    at = skipSpace(bytes, at);
  }
  return bytes[at] === CLOSE_ARRAY ? at : -1;
}

/** The place of the quote that ends a string of printable ASCII without escapes; -1 for any other. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    // Digits and the point: nearly all there is.
    while ((bytes[at] as number) >= POINT && (bytes[at] as number) <= NINE) at += 1;
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
