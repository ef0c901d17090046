/** The columns of the table `klines` that hold a candle's values, in the order of {@link storedValues}. */
export const KLINE_VALUES: readonly string[] = [
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

/**
 * What must be stored of a row as the simulated exchange serves it, digit for digit. Where volumes count contracts, pass
 * the quote that one contract stands for: volume is then what the row calls turnover, and quote volume the contracts' worth.
 */
export function storedValues(
  row: readonly (string | number)[],
  contractSize: string | null = null,
): string[] {
  const text = (column: number): string => String(row[column]);
  const worth = (column: number): string => String(BigInt(text(column)) * BigInt(contractSize ?? 1));
  const [volume, quoteVolume, taker, takerQuote] =
    contractSize === null ? [text(5), text(7), text(9), text(10)] : [text(7), worth(5), text(10), worth(9)];
  return [text(1), text(2), text(3), text(4), volume, quoteVolume, text(8), taker, takerQuote];
}
