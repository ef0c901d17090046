import type { TimeRange } from '@marketloom/exchange';

/** The values of a stored candle, or of one that others make: decimal text digit for digit, null where there is none. */
export interface KlineValues {
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly close: string | null;
  readonly volume: string | null;
  readonly quoteVolume: string | null;
  readonly tradeCount: string | null;
  readonly takerBuyVolume: string | null;
  readonly takerBuyQuoteVolume: string | null;
}

/** The name of a column of {@link KlineValues}. */
export type KlineValueColumn = keyof KlineValues;

/** What is said of every run of candles at fault. */
export interface FoundRun {
  /** From the open time of the first candle of the run to the end of its last. Candles at fault side by side are one run. */
  readonly range: TimeRange;
  /** How many candles are at fault; of a `misaligned` run, how many rows. */
  readonly candles: number;
  /** The open time of the first of them, epoch ms; with a fraction where a misaligned one is finer than that. */
  readonly openTime: number;
}

/**
 * A fault of a stored series:
 * - `misaligned`: a candle does not open on the interval's grid
 * - `prices`: a price is not above zero, or open or close lie beyond low and high
 * - `volumes`: a volume or trade count is negative, or takers bought more than was traded
 * - `notStored`: the ledger calls it stored, and it is not there
 * - `notSettled`: it is there, and the ledger does not call it stored
 * - `ledger`: a range of the ledger overlaps an earlier one, or its ends are not on the grid
 * - `aggregate`: it is not what its minutes make
 */
export type KlineFinding = FoundRun &
  (
    | {
        readonly kind: 'misaligned' | 'prices' | 'volumes';
        /** Of the first one. */ readonly values: KlineValues;
      }
    | { readonly kind: 'notStored' | 'notSettled' }
    | { readonly kind: 'ledger'; readonly fault: 'overlapping' | 'misaligned' }
    | {
        readonly kind: 'aggregate';
        /** Which columns differ. */
        readonly columns: readonly KlineValueColumn[];
        /** What is stored of the first one. */
        readonly values: KlineValues;
        /** What its minutes make of it; a column that cannot be compared is null. */
        readonly fromMinutes: KlineValues;
      }
  );

/** What kind of fault it is. */
export type KlineFindingKind = KlineFinding['kind'];

/** What a check came to. Without findings the series is clean as far as `candles` tells. */
export interface KlineFindings {
  /** Ascending by the start of their ranges; of each kind at most as many as were asked for, the earliest ones. */
  readonly findings: readonly KlineFinding[];
  /** How many more there are. */
  readonly omitted: number;
  /** How many candles were looked at. */
  readonly candles: number;
}

/** How a check is done. */
export interface KlineCheckOptions {
  /** The most findings of one kind to be kept; 1,000 when left out. The rest is counted. */
  readonly most?: number | undefined;
  /** Between slices of a few hundred thousand candles. */
  readonly signal?: AbortSignal | undefined;
}
