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
const REQUIRED = 5;

/** The longest decimal that can be packed, in bytes. */
export const LONGEST_PACKED = 255;

/** Rows whose decimals lie, as ASCII text, in the bytes of one answer. */
export interface PackedPart {
  readonly bytes: Uint8Array;
  /**
   * Where the decimals lie, row after row, and in each row in the order of {@link PackedKlines.decimals}: 256 times the
   * place of the first byte, plus the number of bytes. So they lie in the first 16 MiB.
   */
  readonly spans: Uint32Array;
}

/**
 * Klines whose decimals were never made into strings: they stay where the exchange's answer holds them. Whoever passes
 * them on byte by byte, such as a store, saves most of the time and of the memory that a table takes.
 * Neither bytes nor spans may be changed once a table has them.
 */
export interface PackedKlines {
  /** As in `KlineColumns`; so are the other two. Outside the heap, where the garbage collector need not move them. */
  readonly openTime: Float64Array;
  readonly closeTime: Float64Array;
  readonly tradeCount: Float64Array | null;
  /** Which decimals a row has, in the order of {@link DECIMAL_COLUMNS}; the first five are always there. */
  readonly decimals: readonly DecimalColumn[];
  /** The rows, in one part for each answer. */
  readonly parts: readonly PackedPart[];
}

/** Parts whose spans are known to lie in their bytes: joining tables, or cutting them, does not look again. */
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
 * @throws {RangeError} when columns differ in length, decimals are missing or in disorder, or a span leaves its bytes
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
    const { bytes, spans } = part;
    if (spans.length % decimals.length !== 0) throw new RangeError('packed decimals end within a row');
    rows += spans.length / decimals.length;
    if (sound.has(part)) continue;
    for (let index = 0; index < spans.length; index += 1) {
      const span = spans[index] as number;
      if ((span >>> 8) + (span & 0xff) > bytes.length)
        throw new RangeError('a packed decimal leaves its bytes');
    }
    sound.add(part);
  }
  const lengths = { closeTime: closeTime.length, tradeCount: tradeCount?.length, decimals: rows };
  for (const [name, length] of Object.entries(lengths)) {
    if (length === undefined || length === openTime.length) continue;
    throw new RangeError(`column ${name} has ${length} values, openTime has ${openTime.length}`);
  }
}

/** The rows that an array's `slice(start, end)` gives; they share the bytes. */
export function slicePacked(packed: PackedKlines, start: number, end?: number): PackedKlines {
  const width = packed.decimals.length;
  const parts: PackedPart[] = [];
  let first = 0;
  for (const part of packed.parts) {
    const { bytes, spans } = part;
    const rows = spans.length / width;
    const from = Math.max(place(start, packed.openTime.length) - first, 0);
    const until = Math.min(place(end ?? Infinity, packed.openTime.length) - first, rows);
    if (from < until) {
      const cut = { bytes, spans: spans.subarray(from * width, until * width) };
      if (sound.has(part)) vouchFor(cut, plain.has(part));
      parts.push(cut);
    }
    first += rows;
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
 * Gives the memory of bytes and spans back at once, where nothing else lies in it: left to the garbage collector, which
 * sees only the small objects that name it, it piles up to several times what is in use.
 */
export function releasePacked({ openTime, closeTime, tradeCount, parts }: PackedKlines): void {
  for (const { bytes, spans } of parts) {
    release(bytes);
    release(spans);
  }
  release(openTime);
  release(closeTime);
  if (tradeCount !== null) release(tradeCount);
}

function release({ buffer, byteLength }: Uint8Array | Uint32Array | Float64Array): void {
  if (buffer instanceof ArrayBuffer && byteLength > 0 && byteLength === buffer.byteLength) buffer.transfer(0);
}

/** The rows of packed klines that have the same columns, one behind the other; they share the bytes. */
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
  let index = row * decimals.length + decimals.indexOf(name);
  for (const { bytes, spans } of parts) {
    if (index < spans.length) return textAt(bytes, spans[index] as number);
    index -= spans.length;
  }
  throw new RangeError(`no row ${row}`);
}

/** A column of decimals as text. */
export function unpackColumn({ decimals, parts }: PackedKlines, name: DecimalColumn): string[] {
  const column = decimals.indexOf(name);
  const texts: string[] = [];
  for (const { bytes, spans } of parts) {
    for (let index = column; index < spans.length; index += decimals.length) {
      texts.push(textAt(bytes, spans[index] as number));
    }
  }
  return texts;
}

/** A text of its own: a part of a larger one would keep all of that alive. */
function textAt({ buffer, byteOffset }: Uint8Array, span: number): string {
  return Buffer.from(buffer, byteOffset + (span >>> 8), span & 0xff).toString('latin1');
}
