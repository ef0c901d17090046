/** The columns of decimals of a kline, in the order in which packed rows hold them. */
export const DECIMAL_COLUMNS = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'quoteVolume',
  'takerBuyVolume',
  'takerBuyQuoteVolume',
] as const;

/** The name of a column of decimals of a kline. */
export type DecimalColumn = (typeof DECIMAL_COLUMNS)[number];

/** How many of {@link DECIMAL_COLUMNS} every table has; the others come where the exchange tells them. */
const REQUIRED = 4;

/** The longest decimal that can be packed, in bytes. */
export const LONGEST_PACKED = 255;

/** The decimals of some rows as ASCII text, with nothing in between. */
export interface PackedPart {
  /** Row after row, and in each row in the order of {@link PackedKlines.decimals}. */
  readonly text: Uint8Array;
  /** Where in the text each row begins. */
  readonly starts: Uint32Array;
  /** How many bytes each decimal has, row after row. */
  readonly lengths: Uint8Array;
}

/**
 * Klines whose decimals were never made into strings: they are bytes, as they stood in the exchange's answer. Whoever
 * passes them on byte by byte, such as a store, saves most of the time and of the memory that a table takes: a row has
 * about half the bytes that it had in the answer. Nothing of it may be changed once a table has it.
 */
export interface PackedKlines {
  /** As in `KlineColumns`; so are the other two. Outside the heap, where the garbage collector need not move them. */
  readonly openTime: Float64Array;
  readonly closeTime: Float64Array;
  readonly tradeCount: Float64Array | null;
  /** Which decimals a row has, in the order of {@link DECIMAL_COLUMNS}; the prices are always there. */
  readonly decimals: readonly DecimalColumn[];
  /** The rows, in one part for each answer. */
  readonly parts: readonly PackedPart[];
}

/** Parts whose decimals are known to lie in their text: joining tables, or cutting them, does not look again. */
const sound = new WeakSet<PackedPart>();
/** Sound parts whose decimals are known to be plain, and whose prices to lie between low and high, too. */
const plain = new WeakSet<PackedPart>();

/** Remembers what is known of a part: only who has read every byte of its decimals may say so. */
export function vouchFor(part: PackedPart, arePlain: boolean): void {
  sound.add(part);
  if (arePlain) plain.add(part);
}

/** Whether the decimals of a part are known to be plain, and its prices in order. */
export function isKnownPlain(part: PackedPart): boolean {
  return plain.has(part);
}

/**
 * Makes sure that packed klines hold together.
 * @throws {RangeError} when columns differ in length, decimals are missing or in disorder, or one leaves its text
 */
export function checkPacked({ openTime, closeTime, tradeCount, decimals, parts }: PackedKlines): void {
  const known = DECIMAL_COLUMNS.filter((name, index) => index < REQUIRED || decimals.includes(name));
  if (known.length !== decimals.length || known.some((name, index) => name !== decimals[index])) {
    throw new RangeError(
      `packed decimals must be ${known.join(', ')}, in this order, not ${decimals.join(', ')}`,
    );
  }
  let rows = 0;
  for (const part of parts) {
    rows += part.starts.length;
    if (!sound.has(part)) checkPart(part, decimals.length);
    sound.add(part);
  }
  const lengths = { closeTime: closeTime.length, tradeCount: tradeCount?.length, decimals: rows };
  for (const [name, length] of Object.entries(lengths)) {
    if (length === undefined || length === openTime.length) continue;
    throw new RangeError(`column ${name} has ${length} values, openTime has ${openTime.length}`);
  }
}

function checkPart({ text, starts, lengths }: PackedPart, width: number): void {
  if (lengths.length !== starts.length * width) throw new RangeError('packed decimals end within a row');
  for (const [row, start] of starts.entries()) {
    let end = start;
    for (let index = row * width; index < (row + 1) * width; index += 1) end += lengths[index] as number;
    if (end > text.length) throw new RangeError('a packed decimal leaves its text');
  }
}

/** The rows that an array's `slice(start, end)` gives; they share the text. */
export function slicePacked(packed: PackedKlines, start: number, end?: number): PackedKlines {
  const width = packed.decimals.length;
  const parts: PackedPart[] = [];
  let first = 0;
  for (const part of packed.parts) {
    const { text, starts, lengths } = part;
    const from = Math.max(place(start, packed.openTime.length) - first, 0);
    const until = Math.min(place(end ?? Infinity, packed.openTime.length) - first, starts.length);
    if (from < until) {
      const cut = {
        text,
        starts: starts.subarray(from, until),
        lengths: lengths.subarray(from * width, until * width),
      };
      if (sound.has(part)) vouchFor(cut, plain.has(part));
      parts.push(cut);
    }
    first += starts.length;
  }
  return {
    openTime: packed.openTime.subarray(start, end),
    closeTime: packed.closeTime.subarray(start, end),
    tradeCount: packed.tradeCount && packed.tradeCount.subarray(start, end),
    decimals: packed.decimals,
    parts,
  };
}

/** Where an index of `slice` points to: negative ones count from the end. */
function place(index: number, length: number): number {
  const whole = Math.trunc(index) || 0;
  return whole < 0 ? Math.max(length + whole, 0) : Math.min(whole, length);
}

/**
 * Gives the memory of packed klines back at once, where nothing else lies in it: left to the garbage collector, which
 * sees only the small objects that name it, it piles up to several times what is in use.
 */
export function releasePacked(packed: PackedKlines): void {
  for (const { text, starts, lengths } of packed.parts)
    for (const array of [text, starts, lengths]) release(array);
  releaseNumbers(packed);
}

/** The same, of the columns of numbers only. */
export function releaseNumbers({ openTime, closeTime, tradeCount }: PackedKlines): void {
  for (const array of [openTime, closeTime]) release(array);
  if (tradeCount !== null) release(tradeCount);
}

function release({ buffer, byteLength }: NodeJS.TypedArray): void {
  if (buffer instanceof ArrayBuffer && byteLength > 0 && byteLength === buffer.byteLength) buffer.transfer(0);
}

/** The rows of packed klines that have the same columns, one behind the other; they share the text. */
export function joinPacked(all: readonly PackedKlines[]): PackedKlines {
  const [first] = all;
  const counts = all.flatMap(({ tradeCount }) => tradeCount ?? []);
  return {
    openTime: joinNumbers(all.map(({ openTime }) => openTime)),
    closeTime: joinNumbers(all.map(({ closeTime }) => closeTime)),
    tradeCount: counts.length === 0 ? null : joinNumbers(counts),
    decimals: first?.decimals ?? [],
    parts: all.flatMap(({ parts }) => parts),
  };
}

function joinNumbers(columns: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(columns.reduce((length, column) => length + column.length, 0));
  let at = 0;
  for (const column of columns) {
    joined.set(column, at);
    at += column.length;
  }
  return joined;
}

/** One decimal as text. */
export function unpackDecimal({ decimals, parts }: PackedKlines, name: DecimalColumn, row: number): string {
  let rest = row;
  for (const part of parts) {
    if (rest < part.starts.length) return textAt(part, rest, decimals.length, decimals.indexOf(name));
    rest -= part.starts.length;
  }
  throw new RangeError(`no row ${row}`);
}

/** A column of decimals as text. */
export function unpackColumn({ decimals, parts }: PackedKlines, name: DecimalColumn): string[] {
  const column = decimals.indexOf(name);
  return parts.flatMap((part) =>
    Array.from(part.starts, (_, row) => textAt(part, row, decimals.length, column)),
  );
}

/** A text of its own: a part of a larger one would keep all of that alive. */
function textAt({ text, starts, lengths }: PackedPart, row: number, width: number, column: number): string {
  let start = starts[row] as number;
  const first = row * width;
  for (let index = first; index < first + column; index += 1) start += lengths[index] as number;
  return Buffer.from(text.buffer, text.byteOffset + start, lengths[first + column]).toString('latin1');
}
