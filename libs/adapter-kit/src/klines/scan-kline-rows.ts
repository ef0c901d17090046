import {
  closeTimeOf,
  DECIMAL_COLUMNS,
  floorToInterval,
  type Interval,
  intervalMs,
  KlineRowScanner,
  KlineTable,
} from '@marketloom/exchange';
import { canClose } from './can-close.ts';
import type { KlineDialect } from './kline-dialect.ts';

/**
 * The rows of an answer as a table whose decimals stay where they lie in its bytes, so that nobody makes strings of them.
 * Null for dialects whose rows are not arrays with all columns of a kline as they are, and where only the parsed answer
 * tells what to make of it.
 */
export function scanKlineRows(
  body: Uint8Array,
  dialect: KlineDialect,
  interval: Interval,
): KlineTable | null {
  const rows = scannerOf(dialect)?.scan(body) ?? null;
  if (rows === null) return null;
  const { openTime, closeTime, tradeCount, part } = rows;
  const step = intervalMs(interval);
  for (let row = 0; row < openTime.length; row += 1) {
    const open = openTime[row] as number;
    // The open time after an aligned one is aligned: only the first row and rows after a gap need the calendar.
    const follows = row > 0 && open - (openTime[row - 1] as number) === step;
    if (!follows && floorToInterval(open, interval) !== open) return null;
    const last = step === null ? closeTimeOf(open, interval) : open + step - 1;
    if (!canClose(closeTime[row] as number, open, last, tradeCount[row])) return null;
    closeTime[row] = last;
  }
  return new KlineTable({ openTime, closeTime, tradeCount, decimals: DECIMAL_COLUMNS, parts: [part] });
}

const scanners: WeakMap<KlineDialect, KlineRowScanner | null> = new WeakMap();

function scannerOf(dialect: KlineDialect): KlineRowScanner | null {
  const known = scanners.get(dialect);
  if (known !== undefined) return known;
  const made = newScanner(dialect);
  scanners.set(dialect, made);
  return made;
}

function newScanner(dialect: KlineDialect): KlineRowScanner | null {
  const { cells, closeTime, rowsAt, order, openTimeUnit, unfinished } = dialect;
  const tellsByRow = unfinished.kind === 'last' || unfinished.kind === 'flagged';
  if (typeof cells === 'function' || cells.contracts !== undefined || tellsByRow) return null;
  if (rowsAt.length > 0 || order !== 'ascending' || openTimeUnit !== 'ms') return null;
  const { openTime, tradeCount } = cells;
  const decimals = DECIMAL_COLUMNS.map((column) => cells[column]).filter((key) => typeof key === 'number');
  const isAscending = decimals.every((column, index) => index === 0 || column > (decimals[index - 1] ?? 0));
  if (decimals.length < DECIMAL_COLUMNS.length || !isAscending) return null;
  if (typeof openTime !== 'number' || typeof closeTime !== 'number' || typeof tradeCount !== 'number')
    return null;
  return new KlineRowScanner({ openTime, closeTime, tradeCount, decimals });
}
