import {
  BadResponseError,
  closeTimeOf,
  floorToInterval,
  type Interval,
  KlineTable,
  type TransportResponse,
} from '@marketloom/exchange';
import { decodeJson, ExactNumber, parseExactJson } from '@marketloom/transport';
import { multiplyDecimalText } from './multiply-decimal-text.ts';

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

/** Columns that hold whole numbers: open time, close time, number of trades. */
const WHOLE: ReadonlySet<number> = new Set([0, 6, 8]);
const COLUMNS = 11;

type Row = readonly unknown[];
type Fail = (message: string, path: string, sample: unknown) => never;

/**
 * The rows of a kline answer as a table; decimals stay the text that was sent. Whether the candles fit the question is
 * not looked at here.
 *
 * The close time given is the interval's own. Binance closes candles early that an outage cut off; one that it says to
 * close outside its own time is refused.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data
 * @throws {BadResponseError} naming the first row and column at fault
 */
export function readKlineRows(
  response: TransportResponse,
  expected: { readonly interval: Interval; readonly operation: string; readonly layout: KlineLayout },
): KlineTable {
  const fail: Fail = (message, path, sample) => {
    const shown = typeof sample === 'string' ? sample : (JSON.stringify(sample) ?? String(sample));
    throw new BadResponseError(message, {
      exchange: 'binance',
      operation: expected.operation,
      path,
      sample: shown,
    });
  };
  const rows = parseRows(response, expected.operation, fail);
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
    const expectedClose = closeTimeOf(open, expected.interval);
    if (close >= open && close <= expectedClose) return expectedClose;
    // A candle that opens at a wrong time is for the validation to tell.
    if (floorToInterval(open, expected.interval) !== open) return close;
    return fail('a candle that closes outside its own time', `$[${index}][6]`, rows[index]);
  });
  const { kind, contractSize } = expected.layout;
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

function parseRows(response: TransportResponse, operation: string, fail: Fail): readonly Row[] {
  const parsed = decodeJson(response, { exchange: 'binance', operation });
  if (!Array.isArray(parsed)) return fail('the answer is not an array of klines', '$', parsed);
  const rows: readonly unknown[] = hasNumberForDecimal(parsed)
    ? parseKeepingDecimals(response.text())
    : parsed;
  rows.forEach((row, index) => {
    if (!Array.isArray(row) || row.length < COLUMNS) fail('not a row of klines', `$[${index}]`, row);
    for (let column = 1; column < COLUMNS; column += 1) {
      if (WHOLE.has(column) || typeof (row as Row)[column] === 'string') continue;
      fail('not a decimal', `$[${index}][${column}]`, row);
    }
  });
  return rows as readonly Row[];
}

function hasNumberForDecimal(rows: readonly unknown[]): boolean {
  return rows.some(
    (row) =>
      Array.isArray(row) && row.some((value, column) => typeof value === 'number' && !WHOLE.has(column)),
  );
}

/** Binance sends decimals as strings. Where it does not, their digits are taken from the text, not from a float. */
function parseKeepingDecimals(text: string): readonly unknown[] {
  const rows = parseExactJson(text) as readonly unknown[];
  return rows.map((row) => {
    if (!Array.isArray(row)) return row;
    return row.map((value: unknown, column) => {
      if (!(value instanceof ExactNumber)) return value;
      return WHOLE.has(column) ? Number(value.text) : value.text;
    });
  });
}
