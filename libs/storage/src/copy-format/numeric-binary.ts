/** How many decimal places, and how many digits before them, a PostgreSQL numeric can have. */
export const MOST_DECIMAL_PLACES = 16_383;
export const MOST_INTEGER_DIGITS = 131_072;

const POINT = 46;
const ZERO = 48;
/** The sign of a numeric below zero. */
export const NEGATIVE = 0x4000;
const HEADER_BYTES = 12;

/**
 * Writes a plain decimal (`27123.4500`: ASCII digits, no sign, no exponent) as a field of `COPY … (FORMAT binary)`: its
 * length and a PostgreSQL numeric, in base 10,000, that keeps the decimal places shown. The hot path: no object is made,
 * and digits are taken four at a time.
 * @param text holds the decimal from `start` up to, not including, `end`
 * @param bytes has room for `end - start + 20` bytes behind `offset`
 * @returns the offset behind it, or -1 when the text is something else, which {@link writeDecimal} may know
 */
export function writePlainDecimal(
  text: Uint8Array,
  start: number,
  end: number,
  bytes: Uint8Array,
  offset: number,
): number {
  let position = start;
  while (position < end && text[position] === ZERO) position += 1;
  let point = position;
  while (point < end && text[point] !== POINT) point += 1;
  const scale = Math.max(0, end - point - 1);
  if (point === start || point + 1 === end || point - position > MOST_INTEGER_DIGITS) return -1;

  const first = offset + HEADER_BYTES;
  let into = first;
  // Behind the last group that is not zero: zeros behind it are told by the scale alone.
  let used = first;
  let weight = ((point - position + 3) >> 2) - 1;
  // What is no digit turns `fault` negative; it is looked at once, at the end.
  let fault = 0;
  // The first group is the one that may have less than four digits.
  let stop = position + (((point - position - 1) & 3) + 1);
  while (position < point) {
    let group = 0;
    for (; position < stop; position += 1) {
      const digit = (text[position] as number) - ZERO;
      fault |= digit | (9 - digit);
      group = group * 10 + digit;
    }
    bytes[into] = group >>> 8;
    bytes[into + 1] = group;
    into += 2;
    if (group !== 0) used = into;
    stop += 4;
  }
  position = point + 1;
  while (position < end) {
    const leading = (text[position] as number) - ZERO;
    const second = position + 1 < end ? (text[position + 1] as number) - ZERO : 0;
    const third = position + 2 < end ? (text[position + 2] as number) - ZERO : 0;
    const fourth = position + 3 < end ? (text[position + 3] as number) - ZERO : 0;
    fault |= leading | (9 - leading) | second | (9 - second) | third | (9 - third) | fourth | (9 - fourth);
    const group = leading * 1000 + second * 100 + third * 10 + fourth;
    if (group === 0 && into === first) weight -= 1;
    else {
      bytes[into] = group >>> 8;
      bytes[into + 1] = group;
      into += 2;
      if (group !== 0) used = into;
    }
    position += 4;
  }
  if (fault < 0 || scale > MOST_DECIMAL_PLACES) return -1;
  if (used === first) weight = 0;
  writeHeader(bytes, offset, (used - first) >>> 1, weight, 0, scale);
  return used;
}

/**
 * The same for any decimal: with a sign, with an exponent, of any length, as `numeric_in` reads it.
 * @returns length and value as a field of `COPY … (FORMAT binary)`; null when the text is not a finite decimal, or one
 * that a numeric can't hold
 */
export function writeDecimal(text: string): Uint8Array | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  if (match === null) return null;
  const [, sign, integerText = '', fractionText = '', exponentText = '0'] = match;
  if (integerText === '' && fractionText === '') return null;
  const exponent = Number(exponentText);
  const scale = Math.max(0, fractionText.length - exponent);
  if (scale > MOST_DECIMAL_PLACES) return null;
  const significant = (integerText + fractionText).replace(/^0+/, '');
  // Where the decimal point is, in digits from the start of `significant`.
  const point = significant.length - fractionText.length + exponent;
  if (significant === '') return numericField([], 0, 0, scale);
  if (point > MOST_INTEGER_DIGITS) return null;
  const weight = Math.floor((point - 1) / 4);
  const padding = (weight + 1) * 4 - point;
  const digits = '0'.repeat(padding) + significant;
  const groups: number[] = [];
  for (let position = 0; position < digits.length; position += 4) {
    groups.push(Number(digits.slice(position, position + 4).padEnd(4, '0')));
  }
  while (groups.at(-1) === 0) groups.pop();
  return numericField(groups, weight, sign === '-' ? NEGATIVE : 0, scale);
}

/** Text that is not a finite decimal: `NaN`, `Infinity`, empty, or with something in it that is no digit. */
export class InvalidDecimalError extends Error {
  override readonly name = 'InvalidDecimalError';
  /** The text, cut to 60 characters. */
  readonly text: string;

  constructor(text: string) {
    const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    super(`${JSON.stringify(shown)} is not a finite decimal that PostgreSQL's numeric can hold`);
    this.text = shown;
  }
}

function numericField(groups: readonly number[], weight: number, sign: number, scale: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + groups.length * 2);
  writeHeader(bytes, 0, groups.length, weight, sign, scale);
  let offset = HEADER_BYTES;
  for (const group of groups) offset = writeGroup(bytes, offset, group);
  return bytes;
}

/** Length and header of a numeric that so many groups of digits follow; `sign` is {@link NEGATIVE} or 0. */
export function writeHeader(
  bytes: Uint8Array,
  offset: number,
  groups: number,
  weight: number,
  sign: number,
  scale: number,
): void {
  const length = 8 + groups * 2;
  bytes[offset] = 0;
  bytes[offset + 1] = length >>> 16;
  bytes[offset + 2] = length >>> 8;
  bytes[offset + 3] = length;
  bytes[offset + 4] = groups >>> 8;
  bytes[offset + 5] = groups;
  bytes[offset + 6] = weight >>> 8;
  bytes[offset + 7] = weight;
  bytes[offset + 8] = sign >>> 8;
  bytes[offset + 9] = sign;
  bytes[offset + 10] = scale >>> 8;
  bytes[offset + 11] = scale;
}

function writeGroup(bytes: Uint8Array, offset: number, group: number): number {
  bytes[offset] = group >>> 8;
  bytes[offset + 1] = group;
  return offset + 2;
}
