/** How many decimal places, and how many digits before them, a PostgreSQL numeric can have. */
const MOST_DECIMAL_PLACES = 16_383;
const MOST_INTEGER_DIGITS = 131_072;

/** Integers of more digits are not exact in a double. */
const EXACT_DIGITS = 15;

const NEGATIVE = 0x4000;
const HEADER_BYTES = 12;

/**
 * Writes plain decimal text (`27123.4500`, no sign, no exponent, at most 15 digits before the point) as a field of
 * `COPY … (FORMAT binary)`: its length and a PostgreSQL numeric, in base 10,000, that keeps the decimal places shown.
 * The hot path: no object is made.
 * @param bytes has room for `text.length + 20` bytes behind `offset`
 * @returns the offset behind it, or -1 when the text is something else, which {@link writeDecimal} may know
 */
export function writePlainDecimal(text: string, bytes: Uint8Array, offset: number): number {
  const length = text.length;
  let position = 0;
  let integer = 0;
  // Digits outside 0 to 9 turn `fault` negative; it is looked at once, at the end.
  let fault = 0;
  while (position < length) {
    const digit = text.charCodeAt(position) - 48;
    if (digit === -2) break;
    fault |= digit | (9 - digit);
    integer = integer * 10 + digit;
    position += 1;
  }
  if (position === 0 || position > EXACT_DIGITS) return -1;

  const start = offset + HEADER_BYTES;
  let end = start;
  let weight = 0;
  if (integer >= 1e12) {
    weight = 3;
    end = writeGroup(bytes, end, Math.floor(integer / 1e12));
  }
  if (integer >= 1e8) {
    weight ||= 2;
    end = writeGroup(bytes, end, Math.floor(integer / 1e8) % 10_000);
  }
  if (integer >= 10_000) {
    weight ||= 1;
    end = writeGroup(bytes, end, Math.floor(integer / 10_000) % 10_000);
  }
  if (integer > 0) end = writeGroup(bytes, end, integer % 10_000);
  else weight = -1;

  // The last group that is not zero ends here: zeros behind it are told by the scale alone.
  let used = end;
  while (used > start && bytes[used - 1] === 0 && bytes[used - 2] === 0) used -= 2;

  let scale = 0;
  if (position < length) {
    position += 1;
    scale = length - position;
    if (scale === 0) return -1;
    while (position < length) {
      const first = text.charCodeAt(position) - 48;
      // Beyond the end of the text charCodeAt is NaN, and the bitwise operators make a zero of it.
      const second = position + 1 < length ? text.charCodeAt(position + 1) - 48 : 0;
      const third = position + 2 < length ? text.charCodeAt(position + 2) - 48 : 0;
      const fourth = position + 3 < length ? text.charCodeAt(position + 3) - 48 : 0;
      fault |= first | (9 - first) | second | (9 - second) | third | (9 - third) | fourth | (9 - fourth);
      const group = first * 1000 + second * 100 + third * 10 + fourth;
      if (group !== 0) {
        end = writeGroup(bytes, end, group);
        used = end;
      } else if (end === start) weight -= 1;
      else end = writeGroup(bytes, end, 0);
      position += 4;
    }
  }
  if (fault < 0 || scale > MOST_DECIMAL_PLACES) return -1;
  if (used === start) weight = 0;
  writeHeader(bytes, offset, (used - start) >>> 1, weight, 0, scale);
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

function writeHeader(
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
