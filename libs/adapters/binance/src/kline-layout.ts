import { multiplyDecimalText } from '@marketloom/adapter-kit';
import {
  BadResponseError,
  closeTimeOf,
  floorToInterval,
  type Instrument,
  type Interval,
  KlineTable,
} from '@marketloom/exchange';

/** Where a market's rows hold what. */
export interface KlineLayout {
  /**
   * `linear`: column 5 is the volume in base, 7 in quote, 9 and 10 the takers' in base and quote.
   * `inverse`: column 5 is the volume in contracts, 7 in base, 9 and 10 the takers' in contracts and base.
   */
  readonly kind: 'linear' | 'inverse';
  /** How much quote one contract is, for `inverse`; null when it is not known. */
  readonly contractSize: string | null;
}

/** The layout of an instrument's rows. */
export function layoutOf({ market, contractSize }: Instrument): KlineLayout {
  return { kind: market === 'coinm' ? 'inverse' : 'linear', contractSize };
}

/** What rows of klines are for. */
export interface ExpectedRows {
  readonly interval: Interval;
  /** What is being done, for errors. */
  readonly operation: string;
  readonly layout: KlineLayout;
}

/** A row as the exchange sends it: whole numbers as numbers in columns 0, 6 and 8, texts of decimals in the rest. */
export type KlineRow = readonly unknown[];
/** Throws for something that is not as it must be. */
export type Fail = (message: string, path: string, sample: unknown) => never;

/** Throws a {@link BadResponseError} that says where. */
export const failing =
  (operation: string): Fail =>
  (message, path, sample) => {
    const shown = typeof sample === 'string' ? sample : (JSON.stringify(sample) ?? String(sample));
    throw new BadResponseError(message, { exchange: 'binance', operation, path, sample: shown });
  };

/**
 * Whether a candle may close when Binance says it does: in its own time, which ends with `last`, early where an outage cut
 * it off. Some of 2017 close with the next one's open, such as BTCUSDT's hour of 6 September 15:00. One in which nothing
 * was traded may even close before it opens: the hour of 21 December 2020 14:00 has the time at which the outage around
 * it began.
 */
export function canClose(close: number, open: number, last: number, trades: number): boolean {
  return close <= last + 1 && (close >= open || trades === 0);
}

/**
 * Rows as a table; decimals stay the text that was sent. Whether the candles fit the question is not looked at here.
 *
 * The close time given is the interval's own; one that {@link canClose} does not allow is refused.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data
 * @throws {BadResponseError} naming the first row and column at fault
 */
export function klineTable(rows: readonly KlineRow[], expected: ExpectedRows): KlineTable {
  const { interval, operation, layout } = expected;
  const fail: Fail = failing(operation);
  const whole = (index: number, column: 0 | 6 | 8): number => {
    const value = rows[index]?.[column];
    return Number.isSafeInteger(value)
      ? (value as number)
      : fail('not a whole number', `$[${index}][${column}]`, rows[index]);
  };
  const decimals = (column: number): string[] => rows.map((row) => row[column] as string);
  const openTime = rows.map((_, index) => whole(index, 0));
  const closeTime = openTime.map((open, index) => {
    const close = whole(index, 6);
    const expectedClose = closeTimeOf(open, interval);
    if (canClose(close, open, expectedClose, whole(index, 8))) return expectedClose;
    // A candle that opens at a wrong time is for the validation to tell.
    if (floorToInterval(open, interval) !== open) return close;
    return fail('a candle that closes outside its own time', `$[${index}][6]`, rows[index]);
  });
  const { kind, contractSize } = layout;
  const inQuote = (column: number): string[] | null =>
    contractSize === null
      ? null
      : decimals(column).map((contracts) => multiplyDecimalText(contracts, contractSize));
  return new KlineTable({
    openTime,
    closeTime,
    open: decimals(1),
    high: decimals(2),
    low: decimals(3),
    close: decimals(4),
    volume: decimals(kind === 'linear' ? 5 : 7),
    quoteVolume: kind === 'linear' ? decimals(7) : inQuote(5),
    tradeCount: rows.map((_, index) => whole(index, 8)),
    takerBuyVolume: decimals(kind === 'linear' ? 9 : 10),
    takerBuyQuoteVolume: kind === 'linear' ? decimals(10) : inQuote(9),
  });
}
