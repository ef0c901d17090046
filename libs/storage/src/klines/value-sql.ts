import type { KlineValueColumn, KlineValues } from './kline-finding.ts';

/** A column of values as it is called in findings, and in the table. */
export interface ValueName {
  readonly column: KlineValueColumn;
  readonly name: string;
}

/** All columns of values. */
export const VALUE_NAMES: readonly ValueName[] = [
  { column: 'open', name: 'open' },
  { column: 'high', name: 'high' },
  { column: 'low', name: 'low' },
  { column: 'close', name: 'close' },
  { column: 'volume', name: 'volume' },
  { column: 'quoteVolume', name: 'quote_volume' },
  { column: 'tradeCount', name: 'trade_count' },
  { column: 'takerBuyVolume', name: 'taker_buy_volume' },
  { column: 'takerBuyQuoteVolume', name: 'taker_buy_quote_volume' },
];

/**
 * SQL for {@link KlineValues} as text that {@link parseValues} reads.
 * @param prefix what comes before the names of the columns
 */
export function valuesOf(prefix: string): string {
  const pairs = VALUE_NAMES.map(({ column, name }) => `'${column}', ${prefix}${name}::text`);
  return `json_build_object(${pairs.join(', ')})::text`;
}

/** What {@link valuesOf} gave. */
export function parseValues(text: string): KlineValues {
  return JSON.parse(text) as KlineValues;
}
