import type { Interval } from './interval.ts';
import type { KlineColumn } from './kline-table.ts';

/** How far back an exchange's klines reach. */
export type KlineHistory =
  | { readonly kind: 'full' }
  /** Only the newest so many candles. */
  | { readonly kind: 'candles'; readonly count: number }
  /** Only the last so many milliseconds. */
  | { readonly kind: 'age'; readonly ageMs: number };

/** Which depths an exchange's order-book endpoint takes. */
export type OrderBookDepths =
  /** One of these, ascending. */
  | { readonly kind: 'steps'; readonly steps: readonly number[] }
  /** Any from 1 to `maximum`. */
  | { readonly kind: 'upTo'; readonly maximum: number };

/** What one market of one exchange can do. */
export interface MarketCapabilities {
  readonly klines: {
    /** Ascending by length. */
    readonly intervals: readonly Interval[];
    /** The most candles one answer holds. */
    readonly pageLimit: number;
    /** How far back its candles reach. */
    readonly history: KlineHistory;
    /** Intervals that reach less far back than that. */
    readonly shorterHistory?: Readonly<Partial<Record<Interval, KlineHistory>>>;
    /**
     * Whether intervals without a trade are `sent`, as candles without volume, or `omitted`. Where they are sent, a
     * candle that is absent means that the instrument could not be traded.
     */
    readonly quietIntervals: 'sent' | 'omitted';
    /** Columns that are always null. */
    readonly omits: readonly KlineColumn[];
  };
  readonly orderBook: {
    /** How many levels a side can be asked for. */
    readonly depths: OrderBookDepths;
    /** What sizes count: the base asset, or contracts. */
    readonly sizeUnit: 'base' | 'contracts';
    /** What the endpoint leaves out. */
    readonly omits: readonly ('lastUpdateId' | 'exchangeTs')[];
    /** Whether `streamOrderBooks` keeps the market's books live. Left out, as by adapters that know no streams: no. */
    readonly stream?: boolean;
  };
}

/** What an exchange can do, by market. */
export type Capabilities = Readonly<Record<string, MarketCapabilities>>;

/** How far back the klines of one interval reach. */
export function klineHistoryOf({ klines }: MarketCapabilities, interval: Interval): KlineHistory {
  return klines.shorterHistory?.[interval] ?? klines.history;
}
