import { DECIMAL_COLUMNS, type DecimalColumn, type KlineTable } from '@marketloom/exchange';

/** What the columns of decimals are called in the tables. */
const NAMES: Readonly<Record<DecimalColumn, string>> = {
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  volume: 'volume',
  quoteVolume: 'quote_volume',
  takerBuyVolume: 'taker_buy_volume',
  takerBuyQuoteVolume: 'taker_buy_quote_volume',
};

/** The columns that a batch has, apart from the open time, in the order in which they are copied. */
export interface BatchColumns {
  readonly decimals: readonly DecimalColumn[];
  readonly hasTradeCount: boolean;
  /** The names of all of them in the tables. */
  readonly names: readonly string[];
}

/** Which columns of values a batch has. */
export function batchColumns(klines: KlineTable): BatchColumns {
  const decimals = DECIMAL_COLUMNS.filter((name) => klines.has(name));
  const hasTradeCount = klines.has('tradeCount');
  const names = decimals.map((name) => NAMES[name]);
  if (hasTradeCount) names.push('trade_count');
  return { decimals, hasTradeCount, names };
}

/** The names of the columns that every candle has. */
export const PRICE_COLUMNS = ['open', 'high', 'low', 'close'] as const;

/** The names of those that are null where the exchange does not say. */
export const OPTIONAL_COLUMNS = [
  'volume',
  'quote_volume',
  'trade_count',
  'taker_buy_volume',
  'taker_buy_quote_volume',
] as const;

/** The names of all columns of values. */
export const VALUE_COLUMNS: readonly string[] = [...PRICE_COLUMNS, ...OPTIONAL_COLUMNS];

/** The candles of one series from $3 up to and with $4: $1 is the symbol, $2 the interval. */
export const SERIES_RANGE = 'symbol_id = $1 AND interval = $2 AND open_time BETWEEN $3 AND $4';
