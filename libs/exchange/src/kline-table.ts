import { Big } from 'big.js';

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
  readonly volume: readonly string[];
  readonly quoteVolume: readonly string[] | null;
  readonly tradeCount: readonly number[] | null;
  /** In base. */
  readonly takerBuyVolume: readonly string[] | null;
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
  readonly volume: Big;
  readonly quoteVolume: Big | null;
  readonly tradeCount: number | null;
  readonly takerBuyVolume: Big | null;
  readonly takerBuyQuoteVolume: Big | null;
}

/** Klines in columns: compact, exact, and cheap to pass on. Iterating gives a `Kline` each. */
export class KlineTable implements Iterable<Kline> {
  readonly columns: KlineColumns;

  /** @throws {RangeError} when the columns differ in length */
  constructor(columns: KlineColumns) {
    for (const name of KLINE_COLUMNS) {
      const column = columns[name];
      if (column !== null && column.length !== columns.openTime.length) {
        throw new RangeError(
          `column ${name} has ${column.length} values, openTime has ${columns.openTime.length}`,
        );
      }
    }
    this.columns = columns;
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
      volume: [],
      quoteVolume: null,
      tradeCount: null,
      takerBuyVolume: null,
      takerBuyQuoteVolume: null,
    });
  }

  /** How many rows there are. */
  get length(): number {
    return this.columns.openTime.length;
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
    const { columns } = this;
    const decimal = (column: readonly string[]): Big => new Big(column[row] as string);
    const optional = (column: readonly string[] | null): Big | null =>
      column === null ? null : decimal(column);
    return {
      openTime: new Date(columns.openTime[row] as number),
      closeTime: new Date(columns.closeTime[row] as number),
      open: decimal(columns.open),
      high: decimal(columns.high),
      low: decimal(columns.low),
      close: decimal(columns.close),
      volume: decimal(columns.volume),
      quoteVolume: optional(columns.quoteVolume),
      tradeCount: columns.tradeCount === null ? null : (columns.tradeCount[row] as number),
      takerBuyVolume: optional(columns.takerBuyVolume),
      takerBuyQuoteVolume: optional(columns.takerBuyQuoteVolume),
    };
  }

  /** The rows from `start` up to, not including, `end`, as a table of their own. */
  slice(start: number, end?: number): KlineTable {
    const cut = <T>(column: readonly T[]): readonly T[] => column.slice(start, end);
    const { columns } = this;
    return new KlineTable({
      openTime: cut(columns.openTime),
      closeTime: cut(columns.closeTime),
      open: cut(columns.open),
      high: cut(columns.high),
      low: cut(columns.low),
      close: cut(columns.close),
      volume: cut(columns.volume),
      quoteVolume: columns.quoteVolume && cut(columns.quoteVolume),
      tradeCount: columns.tradeCount && cut(columns.tradeCount),
      takerBuyVolume: columns.takerBuyVolume && cut(columns.takerBuyVolume),
      takerBuyQuoteVolume: columns.takerBuyQuoteVolume && cut(columns.takerBuyQuoteVolume),
    });
  }

  *[Symbol.iterator](): Iterator<Kline> {
    for (let row = 0; row < this.length; row += 1) yield this.at(row);
  }
}
