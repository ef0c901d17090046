import type { KlineColumns } from '@marketloom/exchange';

/** A column of decimals of a batch, and its name in the tables. */
export interface DecimalColumn {
  readonly name: string;
  readonly values: readonly string[];
}

/** The columns that a batch has, apart from the open time, in the order in which they are copied. */
export interface BatchColumns {
  readonly decimals: readonly DecimalColumn[];
  readonly tradeCount: readonly number[] | null;
  /** The names of all of them. */
  readonly names: readonly string[];
}

/** Which columns of values a batch has. */
export function batchColumns(columns: KlineColumns): BatchColumns {
  const decimals: DecimalColumn[] = [
    { name: 'open', values: columns.open },
    { name: 'high', values: columns.high },
    { name: 'low', values: columns.low },
    { name: 'close', values: columns.close },
    { name: 'volume', values: columns.volume },
  ];
  const optional: [string, readonly string[] | null][] = [
    ['quote_volume', columns.quoteVolume],
    ['taker_buy_volume', columns.takerBuyVolume],
    ['taker_buy_quote_volume', columns.takerBuyQuoteVolume],
  ];
  for (const [name, values] of optional) if (values !== null) decimals.push({ name, values });
  const names = decimals.map(({ name }) => name);
  if (columns.tradeCount !== null) names.push('trade_count');
  return { decimals, tradeCount: columns.tradeCount, names };
}

/** The names of all columns of values. */
export const VALUE_COLUMNS: readonly string[] = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'quote_volume',
  'trade_count',
  'taker_buy_volume',
  'taker_buy_quote_volume',
];

/** The candles of one series from $3 up to and with $4: $1 is the symbol, $2 the interval. */
export const SERIES_RANGE = 'symbol_id = $1 AND interval = $2 AND open_time BETWEEN $3 AND $4';
