import { Big } from 'big.js';
import {
  checkPacked,
  type DecimalColumn,
  joinPacked,
  type PackedKlines,
  releaseNumbers,
  releasePacked,
  slicePacked,
  unpackDecimal,
} from './packed-klines.ts';
import { unpackedColumns } from './unpacked-columns.ts';

/** The columns of a kline, in the order in which they are stored. */
export const KLINE_COLUMNS = [
  'openTime',
  'closeTime',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'quoteVolume',
  'tradeCount',
  'takerBuyVolume',
  'takerBuyQuoteVolume',
] as const;

/** The name of a column of a kline. */
export type KlineColumn = (typeof KLINE_COLUMNS)[number];

/**
 * The columns of a table of klines, all of one length, ascending by open time.
 * Times are epoch ms; decimals are text exactly as the exchange sent them; a column is null where the exchange does
 * not say.
 */
export interface KlineColumns {
  readonly openTime: readonly number[];
  /** The last millisecond of the candle. */
  readonly closeTime: readonly number[];
  readonly open: readonly string[];
  readonly high: readonly string[];
  readonly low: readonly string[];
  readonly close: readonly string[];
  /** In base. */
  readonly volume: readonly string[] | null;
  /** In quote. */
  readonly quoteVolume: readonly string[] | null;
  /** How many trades. */
  readonly tradeCount: readonly number[] | null;
  /** In base. */
  readonly takerBuyVolume: readonly string[] | null;
  /** In quote. */
  readonly takerBuyQuoteVolume: readonly string[] | null;
}

/** One candle, for people: `Big` and `Date` values. */
export interface Kline {
  readonly openTime: Date;
  /** The last millisecond of the candle. */
  readonly closeTime: Date;
  readonly open: Big;
  readonly high: Big;
  readonly low: Big;
  readonly close: Big;
  /** In base; null where the exchange does not say. */
  readonly volume: Big | null;
  /** In quote; null where the exchange does not say. */
  readonly quoteVolume: Big | null;
  /** How many trades; null where the exchange does not say. */
  readonly tradeCount: number | null;
  /** What takers bought, in base; null where the exchange does not say. */
  readonly takerBuyVolume: Big | null;
  /** What takers bought, in quote; null where the exchange does not say. */
  readonly takerBuyQuoteVolume: Big | null;
}

/**
 * Klines in columns: compact, exact, and cheap to pass on. Iterating gives a `Kline` each.
 *
 * A table is made of text, or of {@link PackedKlines}, whose decimals are bytes of the exchange's answers. Both
 * behave alike; of packed ones, the text of a column is made when it is first asked for.
 */
export class KlineTable implements Iterable<Kline> {
  /** The rows as columns of numbers and text; of a packed table, each is made when it is first read. */
  readonly columns: KlineColumns;
  readonly #packed: PackedKlines | null;
  /** Columns of numbers of a table of text, once they were asked for. */
  readonly #unboxed = new Map<KlineColumn, Float64Array>();

  /** @throws {RangeError} when the columns differ in length, or packed klines do not hold together */
  constructor(rows: KlineColumns | PackedKlines) {
    if ('parts' in rows) {
      checkPacked(rows);
      this.#packed = rows;
      this.columns = unpackedColumns(rows);
      return;
    }
    for (const name of KLINE_COLUMNS) {
      const column = rows[name];
      if (column !== null && column.length !== rows.openTime.length) {
        throw new RangeError(
          `column ${name} has ${column.length} values, openTime has ${rows.openTime.length}`,
        );
      }
    }
    this.#packed = null;
    this.columns = rows;
  }

  /** A table without rows. */
  static empty(): KlineTable {
    return new KlineTable({
      openTime: [],
      closeTime: [],
      open: [],
      high: [],
      low: [],
      close: [],
      volume: null,
      quoteVolume: null,
      tradeCount: null,
      takerBuyVolume: null,
      takerBuyQuoteVolume: null,
    });
  }

  /**
   * The rows of tables, one after the other, in one table; of packed tables it is a packed one that shares their text.
   * Tables without rows are passed over. They may be of another copy of this package, as those of an adapter that has its
   * own.
   * @throws {RangeError} when some have a column that others lack
   */
  static concat(tables: readonly KlineTable[]): KlineTable {
    const filled = tables.filter(({ length }) => length > 0);
    const [first] = filled;
    if (first === undefined) return KlineTable.empty();
    if (filled.length === 1) return first;
    if (!filled.every((table) => table.hasColumnsOf(first))) {
      throw new RangeError('tables with different columns cannot be joined');
    }
    const packed = filled.flatMap((table) => table.packed ?? []);
    if (packed.length === filled.length) return new KlineTable(joinPacked(packed));
    const join = (name: KlineColumn): unknown =>
      first.has(name) ? ([] as unknown[]).concat(...filled.map(({ columns }) => columns[name] ?? [])) : null;
    return new KlineTable(
      Object.fromEntries(KLINE_COLUMNS.map((name) => [name, join(name)])) as unknown as KlineColumns,
    );
  }

  /**
   * The same as {@link concat}, for who has had the tables for himself: they cannot be read any more, and what the new
   * one does not share with them is given back at once.
   * @throws {RangeError} likewise
   */
  static join(tables: readonly KlineTable[]): KlineTable {
    const joined = KlineTable.concat(tables);
    if (joined.packed === null) return joined;
    for (const table of tables) if (table !== joined && table.packed !== null) releaseNumbers(table.packed);
    return joined;
  }

  /** How many rows there are. */
  get length(): number {
    return (this.#packed ?? this.columns).openTime.length;
  }

  /** The decimals as bytes; null for a table of text. */
  get packed(): PackedKlines | null {
    return this.#packed;
  }

  /** Whether the exchange tells this column: those that every table has, and others where they are not null. */
  has(column: KlineColumn): boolean {
    const packed = this.#packed;
    if (packed === null) return this.columns[column] !== null;
    if (column === 'openTime' || column === 'closeTime') return true;
    return column === 'tradeCount' ? packed.tradeCount !== null : packed.decimals.includes(column);
  }

  /** Whether this table has the columns that another one has, and no others. */
  hasColumnsOf(other: KlineTable): boolean {
    return KLINE_COLUMNS.every((name) => this.has(name) === other.has(name));
  }

  /**
   * The open times of all rows, epoch ms, as numbers outside the heap: for who goes through many rows, since V8 makes an
   * object of many a number that it takes from an array. Not to be changed.
   */
  get openTimes(): Float64Array {
    return this.#numbers('openTime');
  }

  /** The close times of all rows, likewise. */
  get closeTimes(): Float64Array {
    return this.#numbers('closeTime');
  }

  /** The numbers of trades of all rows, likewise; without any where the exchange does not tell. */
  get tradeCounts(): Float64Array {
    return this.#numbers('tradeCount');
  }

  /**
   * The row at `index`, from 0; a negative one counts from the end, as with arrays.
   * @throws {RangeError} when there is no such row
   */
  at(index: number): Kline {
    const row = index < 0 ? this.length + index : index;
    if (!Number.isInteger(row) || row < 0 || row >= this.length) {
      throw new RangeError(`no row ${index} in a table of ${this.length}`);
    }
    const decimal = (name: DecimalColumn): Big => new Big(this.#text(name, row));
    const optional = (name: DecimalColumn): Big | null => (this.has(name) ? decimal(name) : null);
    return {
      openTime: new Date(this.openTimes[row] as number),
      closeTime: new Date(this.closeTimes[row] as number),
      open: decimal('open'),
      high: decimal('high'),
      low: decimal('low'),
      close: decimal('close'),
      volume: optional('volume'),
      quoteVolume: optional('quoteVolume'),
      tradeCount: this.has('tradeCount') ? (this.tradeCounts[row] as number) : null,
      takerBuyVolume: optional('takerBuyVolume'),
      takerBuyQuoteVolume: optional('takerBuyQuoteVolume'),
    };
  }

  /** The rows from `start` up to, not including, `end`, as a table of their own. A packed one shares the bytes of its decimals. */
  slice(start: number, end?: number): KlineTable {
    if (this.#packed !== null) return new KlineTable(slicePacked(this.#packed, start, end));
    const cut = <T>(column: readonly T[]): readonly T[] => column.slice(start, end);
    const { columns } = this;
    return new KlineTable({
      openTime: cut(columns.openTime),
      closeTime: cut(columns.closeTime),
      open: cut(columns.open),
      high: cut(columns.high),
      low: cut(columns.low),
      close: cut(columns.close),
      volume: columns.volume && cut(columns.volume),
      quoteVolume: columns.quoteVolume && cut(columns.quoteVolume),
      tradeCount: columns.tradeCount && cut(columns.tradeCount),
      takerBuyVolume: columns.takerBuyVolume && cut(columns.takerBuyVolume),
      takerBuyQuoteVolume: columns.takerBuyQuoteVolume && cut(columns.takerBuyQuoteVolume),
    });
  }

  /**
   * Gives the memory of a packed table back now rather than some time later. For who has had the table for himself and
   * is done with it, as after storing it: neither it nor a table that shares its bytes can be read after that. Of a table
   * of text nothing is taken.
   */
  release(): void {
    if (this.#packed !== null) releasePacked(this.#packed);
  }

  /** Each row as a {@link Kline}, in order. */
  *[Symbol.iterator](): Iterator<Kline> {
    for (let row = 0; row < this.length; row += 1) yield this.at(row);
  }

  #numbers(name: 'openTime' | 'closeTime' | 'tradeCount'): Float64Array {
    if (this.#packed !== null) return this.#packed[name] ?? NONE;
    const known = this.#unboxed.get(name) ?? Float64Array.from(this.columns[name] ?? [], numberOrNot);
    this.#unboxed.set(name, known);
    return known;
  }

  #text(name: DecimalColumn, row: number): string {
    if (this.#packed === null) return this.columns[name]?.[row] as string;
    return unpackDecimal(this.#packed, name, row);
  }
}

const NONE = new Float64Array(0);

/** What types do not keep out: a text that looks like a number is none. */
function numberOrNot(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}
