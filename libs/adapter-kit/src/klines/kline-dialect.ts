import type { Instrument, Interval, KlineColumn, KlineHistory } from '@marketloom/exchange';
import type { TimeUnit } from './time-unit.ts';

/** A bound of a range of open times, as a parameter of a request. */
export interface TimeParameter {
  readonly name: string;
  readonly unit: TimeUnit;
  /** Whether a candle that opens at this very time belongs to the range. */
  readonly bound: 'inclusive' | 'exclusive';
}

/** Where a cell of a row lies: the index in an array, or the name in an object. */
export type CellKey = number | string;

/** Where a row holds what. A column that is left out is not told by the exchange. */
export type KlineCells = Readonly<
  Record<'openTime' | 'open' | 'high' | 'low' | 'close', CellKey> &
    Partial<Record<Exclude<KlineColumn, 'closeTime'>, CellKey>>
> & {
  /** Columns that count contracts: what is given is their number times the instrument's contract size. */
  readonly contracts?: readonly ('volume' | 'quoteVolume' | 'takerBuyVolume' | 'takerBuyQuoteVolume')[];
  /** Columns that answers of before have no cell for: they are unknown where no row of an answer has one. */
  readonly newer?: readonly ('quoteVolume' | 'takerBuyVolume' | 'takerBuyQuoteVolume')[];
};

/**
 * How an endpoint shows the candle that is still open:
 * - `absent`: not at all
 * - `sent`: like any other; only the clock tells
 * - `last`: the last candle of every answer is open
 * - `flagged`: a cell of the row tells, by the text `closed`, that the candle is closed; where a row has no such cell, only
 *   the clock tells
 */
export type UnfinishedCandle =
  | { readonly kind: 'absent' | 'sent' | 'last' }
  | { readonly kind: 'flagged'; readonly cell: CellKey; readonly closed: string };

/**
 * How one exchange speaks of klines at one endpoint: all that the pager, and the simulated server of the test kit, need
 * to know to ask and to answer. Every value is a fact of the exchange.
 */
export interface KlineDialect {
  /** Behind the root address: `/v5/market/kline`. `:symbol` and `:interval` stand for the exchange's own words. */
  readonly path: string;
  /**
   * How parameters travel: in the `query`; or as JSON in the `body` of a POST, where `req.coin` is the field `coin` of
   * `req`, and times since the epoch and limits are numbers. In the query when left out.
   */
  readonly sentIn?: 'query' | 'body';
  /** Parameters that are always the same: `{ category: 'linear' }`. */
  readonly constants?: Readonly<Record<string, string>>;
  /** The names of what a request asks by. */
  readonly parameters: {
    /** The parameter with the exchange's name of the instrument; null where it is in the path. */
    readonly symbol: string | null;
    /** The parameter with the exchange's word for the interval; null where it is in the path. */
    readonly interval: string | null;
    /** Where the range begins. */
    readonly from: TimeParameter;
    /** Where it ends; null where an answer always reaches up to now. */
    readonly until: TimeParameter | null;
    /** The parameter with the most rows wanted; null where there is none. */
    readonly limit: string | null;
  };
  /** The exchange's word for each interval that the endpoint has. */
  readonly intervals: Readonly<Partial<Record<Interval, string>>>;
  /** The most candles one answer holds. */
  readonly pageLimit: number;
  /** Of a range with more candles than the limit: the first are answered, or the last, or it is refused. */
  readonly overflow: 'first' | 'last' | 'refused';
  /** The longest time between `from` and `until`, in ms, where there is such a limit. */
  readonly longestWindowMs?: number;
  /**
   * Rows before the start of the range: `never`, `snapped` where the start is moved down to the open time of the candle
   * it lies in, `stray` where rows before it may come all the same, and behind rows of the range such that follow it.
   * `never` when left out.
   */
  readonly beforeStart?: 'never' | 'snapped' | 'stray';
  /** How far back the endpoint reaches. */
  readonly history: KlineHistory;
  /**
   * Where candles longer than the shortest begin at this time, epoch ms, though shorter ones go back further: of what lies
   * before it they tell nothing.
   */
  readonly longerSince?: number;
  /** Whether intervals without a trade are `sent`, as candles without volume, or `omitted`. */
  readonly quietIntervals: 'sent' | 'omitted';
  /**
   * Where the rows lie in the answer: `['result', 'list']`; nothing where the answer is the rows. `*` is the first field
   * that holds an array, whatever its name.
   */
  readonly rowsAt: readonly string[];
  /** The order of the rows in an answer, by open time. */
  readonly order: 'ascending' | 'descending';
  /** Where a row holds what, where need be by instrument. */
  readonly cells: KlineCells | ((instrument: Instrument) => KlineCells);
  /**
   * Where a row holds the last millisecond of its candle, in the unit of open times. What is given is the interval's own,
   * since a candle that an outage cut off closes early; a row whose candle would close in the next one's time is refused.
   */
  readonly closeTime?: CellKey;
  /** The unit of open times in rows. */
  readonly openTimeUnit: TimeUnit;
  /** Whether open times are sent as texts or as JSON numbers. Either is read. */
  readonly times: 'text' | 'number';
  /** Whether decimals are sent as texts or as JSON numbers, whose digits are kept at a small cost. Either is read. */
  readonly decimals: 'text' | 'number';
  readonly unfinished: UnfinishedCandle;
}

/** Where a row of an instrument holds what. */
export function cellsOf({ cells }: KlineDialect, instrument: Instrument): KlineCells {
  return typeof cells === 'function' ? cells(instrument) : cells;
}

/** The intervals that a dialect has words for, in the order in which it tells them. */
export function intervalsOf({ intervals }: KlineDialect): readonly Interval[] {
  return Object.keys(intervals) as Interval[];
}
