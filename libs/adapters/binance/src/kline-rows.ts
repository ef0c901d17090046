import {
  closeTimeOf,
  DECIMAL_COLUMNS,
  floorToInterval,
  intervalMs,
  KlineRowScanner,
  KlineTable,
  type TransportResponse,
} from '@marketloom/exchange';
import { decodeJson, ExactNumber, parseExactJson } from '@marketloom/transport';
import {
  canClose,
  type ExpectedRows,
  type Fail,
  failing,
  type KlineRow,
  klineTable,
} from './kline-layout.ts';

/** Columns that hold whole numbers: open time, close time, number of trades. */
const WHOLE: ReadonlySet<number> = new Set([0, 6, 8]);
const COLUMNS = 11;
const scanner = new KlineRowScanner({
  openTime: 0,
  closeTime: 6,
  tradeCount: 8,
  decimals: [1, 2, 3, 4, 5, 7, 9, 10],
});

/**
 * The rows of a kline answer as a table; decimals stay the text that was sent. Whether the candles fit the question is
 * not looked at here.
 * @throws {BadResponseError} naming the first row and column at fault
 */
export function readKlineRows(response: TransportResponse, expected: ExpectedRows): KlineTable {
  return (
    packedTable(response, expected) ?? klineTable(parseKlineRows(response, expected.operation), expected)
  );
}

/**
 * The table whose decimals stay where they lie in the bytes of the answer: nearly always there is one. Null where only
 * the parsed answer can tell what to make of it.
 */
function packedTable({ body }: TransportResponse, { interval, layout }: ExpectedRows): KlineTable | null {
  // Volumes of inverse contracts in quote are products, which lie in no answer.
  const rows = layout.kind === 'linear' ? scanner.scan(body) : null;
  if (rows === null) return null;
  const { openTime, closeTime, tradeCount, part } = rows;
  const step = intervalMs(interval);
  for (let row = 0; row < openTime.length; row += 1) {
    const open = openTime[row] as number;
    // The open time after an aligned one is aligned: only the first row and rows after a gap need the calendar.
    const follows = row > 0 && open - (openTime[row - 1] as number) === step;
    if (!follows && floorToInterval(open, interval) !== open) return null;
    const expectedClose = step === null ? closeTimeOf(open, interval) : open + step - 1;
    if (!canClose(closeTime[row] as number, open, expectedClose, tradeCount[row] as number)) return null;
    closeTime[row] = expectedClose;
  }
  return new KlineTable({
    openTime,
    closeTime,
    tradeCount,
    decimals: DECIMAL_COLUMNS,
    parts: [part],
  });
}

/**
 * The rows of an answer that is parsed as JSON; decimals that came as numbers are the text that was sent.
 * @throws {BadResponseError} naming the first row and column that is of no kline
 */
export function parseKlineRows(response: TransportResponse, operation: string): readonly KlineRow[] {
  const fail: Fail = failing(operation);
  const parsed = decodeJson(response, { exchange: 'binance', operation });
  if (!Array.isArray(parsed)) return fail('the answer is not an array of klines', '$', parsed);
  const rows: readonly unknown[] = hasNumberForDecimal(parsed)
    ? parseKeepingDecimals(response.text())
    : parsed;
  rows.forEach((row, index) => {
    if (!Array.isArray(row) || row.length < COLUMNS) fail('not a row of klines', `$[${index}]`, row);
    for (let column = 1; column < COLUMNS; column += 1) {
      if (WHOLE.has(column) || typeof (row as KlineRow)[column] === 'string') continue;
      fail('not a decimal', `$[${index}][${column}]`, row);
    }
  });
  return rows as readonly KlineRow[];
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
