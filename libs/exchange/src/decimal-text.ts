/** Longer than any real price, short enough to be harmless. */
const LONGEST = 256;
/** What `Big` and PostgreSQL's `numeric` both read, with an exponent that either can write out. */
const DECIMAL = /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;

/**
 * Whether a text is a decimal that `Big` and PostgreSQL's `numeric` read alike: digits, at most one point, an optional
 * minus and an exponent of up to three digits; at most 256 characters.
 */
export function isDecimalText(text: string): boolean {
  const { length } = text;
  if (length > LONGEST) return false;
  let dots = 0;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === DOT) dots += 1;
    else if (code < ZERO || code > NINE) return DECIMAL.test(text);
  }
  return dots === 0 ? length > 0 : dots === 1 && length > 1;
}

interface Decimal {
  /** -1, 0 or 1. */
  readonly sign: number;
  /** The power of ten just above the first digit that is not zero. */
  readonly magnitude: number;
  /** From the first digit that is not zero to the last such. */
  readonly digits: string;
}

function read(text: string): Decimal {
  const negative = text.startsWith('-');
  const [mantissa = '', exponent = '0'] = text.slice(negative ? 1 : 0).split(/e/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '');
  if (digits === '') return { sign: 0, magnitude: 0, digits: '' };
  const magnitude = whole.length - (all.length - digits.length) + Number(exponent);
  return { sign: negative ? -1 : 1, magnitude, digits: digits.replace(/0+$/, '') };
}

/** Whether a decimal has neither sign nor exponent. An exponent's letter is among the last five characters. */
function isBare(text: string): boolean {
  for (let index = Math.max(0, text.length - 5); index < text.length; index += 1) {
    if (text.charCodeAt(index) > NINE) return false;
  }
  return text.charCodeAt(0) !== MINUS;
}

/**
 * Compares two decimals by value, exactly and without a float: negative when `a` is less, 0 when they are equal,
 * positive when `a` is more. Both must be {@link isDecimalText}.
 */
export function compareDecimalText(a: string, b: string): number {
  if (a === b) return 0;
  // Two plain decimals of one shape, nearly all that exchanges send, order as their texts do.
  if (a.length === b.length && a.indexOf('.') === b.indexOf('.') && isBare(a) && isBare(b)) {
    return a < b ? -1 : 1;
  }
  const left = read(a);
  const right = read(b);
  if (left.sign !== right.sign) return left.sign - right.sign;
  if (left.magnitude !== right.magnitude) return left.sign * (left.magnitude - right.magnitude);
  if (left.digits === right.digits) return 0;
  return left.digits < right.digits ? -left.sign : left.sign;
}
