import {
  BadResponseError,
  closeTimeOf,
  DECIMAL_COLUMNS,
  floorToInterval,
  type Instrument,
  type Interval,
  KlineTable,
  type TransportResponse,
  UnsupportedCapabilityError,
} from '@marketloom/exchange';
import {
  decodeJson,
  ExactNumber,
  JsonReader,
  readExactJson,
  type ResponseContext,
} from '@marketloom/transport';
import { canClose } from './can-close.ts';
import { type CellKey, cellsOf, type KlineCells, type KlineDialect } from './kline-dialect.ts';
import { multiplyDecimalText } from './multiply-decimal-text.ts';
import { scanKlineRows } from './scan-kline-rows.ts';
import { readTime } from './time-unit.ts';

/** What the rows of an answer are for. */
export interface ExpectedRows extends ResponseContext {
  readonly instrument: Instrument;
  readonly interval: Interval;
}

/** The rows of an answer, ascending. */
export interface KlineRows {
  readonly klines: KlineTable;
  /** How many of them, from the first on, are closed by the exchange's own word; all where it gives none. */
  readonly closed: number;
}

type Row = Readonly<Record<CellKey, unknown>>;

/**
 * The rows of an answer in a dialect; decimals stay the text that was sent, and where they can, bytes of the answer.
 * Whether the candles fit the question is not looked at here.
 * @throws {BadResponseError} naming the first row and cell at fault
 */
export function readKlineRows(
  response: TransportResponse,
  dialect: KlineDialect,
  expected: ExpectedRows,
): KlineRows {
  const scanned = scanKlineRows(response.body, dialect, expected.interval);
  if (scanned !== null) return { klines: scanned, closed: scanned.length };
  return klineRowsIn(rowsIn(response, dialect, expected), dialect, expected);
}

/**
 * The same of rows that were read already: an array, with the digits of its decimals.
 * @throws {BadResponseError} likewise
 */
export function klineRowsIn(found: JsonReader, dialect: KlineDialect, expected: ExpectedRows): KlineRows {
  const sent = found.value as readonly Row[];
  const rows = dialect.order === 'ascending' ? sent : sent.toReversed();
  const at = (index: number): number => (dialect.order === 'ascending' ? index : rows.length - 1 - index);
  const fail = (fault: string, index: number, key: CellKey): never => {
    const cell = typeof key === 'number' ? `[${key}]` : `.${key}`;
    const { exchange, operation } = expected;
    const path = `${found.path}[${at(index)}]${cell}`;
    const sample = JSON.stringify(rows[index]) ?? String(rows[index]);
    throw new BadResponseError(fault, { exchange, operation, path, sample });
  };
  const whole = (key: CellKey, index: number, fault: string): string | number =>
    wholeIn(rows[index]?.[key]) ?? fail(fault, index, key);

  const cells = cellsOf(dialect, expected.instrument);
  const decimals = (column: DecimalCell): string[] | null => {
    const key = cells[column];
    if (key === undefined || isLacking(rows, cells, column)) return null;
    const texts = rows.map((row, index) => exactText(row?.[key]) ?? fail('not a decimal', index, key));
    return isCounted(cells, column) ? timesContractSize(texts, column, expected) : texts;
  };
  const times = (key: CellKey): number[] =>
    rows.map((_, index) => {
      const time = readTime(whole(key, index, 'not a time'), dialect.openTimeUnit);
      return Number.isSafeInteger(time) ? time : fail('not a time', index, key);
    });
  const openTime = times(cells.openTime);
  const closeTime = openTime.map((open) => closeTimeOf(open, expected.interval));
  const count = cells.tradeCount;
  const tradeCount =
    count === undefined ? null : rows.map((_, index) => Number(whole(count, index, 'not a count')));
  const { closeTime: closeKey } = dialect;
  for (const [index, close] of (closeKey === undefined ? [] : times(closeKey)).entries()) {
    const open = openTime[index] as number;
    if (canClose(close, open, closeTime[index] as number, tradeCount?.[index])) continue;
    // A candle that opens at a wrong time is for the validation to tell.
    if (floorToInterval(open, expected.interval) !== open) continue;
    fail('a candle that closes outside its own time', index, closeKey as CellKey);
  }
  const klines = new KlineTable({
    openTime,
    closeTime,
    open: decimals('open') as string[],
    high: decimals('high') as string[],
    low: decimals('low') as string[],
    close: decimals('close') as string[],
    volume: decimals('volume'),
    quoteVolume: decimals('quoteVolume'),
    tradeCount,
    takerBuyVolume: decimals('takerBuyVolume'),
    takerBuyQuoteVolume: decimals('takerBuyQuoteVolume'),
  });
  return { klines, closed: countClosed(rows, dialect) };
}

type DecimalCell = Exclude<keyof KlineCells, 'openTime' | 'tradeCount' | 'contracts' | 'newer'>;

/** Whether an answer is one of before a column came. */
function isLacking(rows: readonly Row[], cells: KlineCells, column: DecimalCell): boolean {
  const key = cells[column];
  if (key === undefined || (cells.newer as readonly string[] | undefined)?.includes(column) !== true)
    return false;
  return rows.length > 0 && rows.every((row) => row?.[key] === undefined);
}

const isCounted = (cells: KlineCells, column: DecimalCell): boolean =>
  (cells.contracts as readonly string[] | undefined)?.includes(column) === true;

/** Of the volumes only that in base must be there. */
function timesContractSize(
  counts: readonly string[],
  column: DecimalCell,
  { exchange, operation, instrument }: ExpectedRows,
): string[] | null {
  const { contractSize } = instrument;
  if (contractSize !== null) return counts.map((count) => multiplyDecimalText(count, contractSize));
  if (column !== 'volume') return null;
  throw new UnsupportedCapabilityError(
    `what a contract of ${instrument.exchangeSymbol} stands for is not known, so neither are volumes`,
    { exchange, operation },
  );
}

function rowsIn(response: TransportResponse, dialect: KlineDialect, expected: ExpectedRows): JsonReader {
  if (dialect.decimals === 'text') {
    const rows = descend(JsonReader.of(decodeJson(response, expected), expected), dialect);
    if (!hasNumber(rows.value as readonly Row[], cellsOf(dialect, expected.instrument))) return rows;
  }
  return descend(readExactJson(response, expected), dialect);
}

function descend(answer: JsonReader, { rowsAt }: KlineDialect): JsonReader {
  let reader = answer;
  for (const name of rowsAt) {
    reader =
      name === '*'
        ? (reader.entries().find(([, field]) => Array.isArray(field.value))?.[1] ??
          reader.fail('holds no array of klines'))
        : reader.field(name);
  }
  if (!Array.isArray(reader.value)) reader.fail('is not an array of klines');
  return reader;
}

/** Whether a decimal came as a number where texts are usual: then its digits are in the answer alone. */
function hasNumber(rows: readonly Row[], cells: KlineCells): boolean {
  const keys = DECIMAL_COLUMNS.map((column) => cells[column]).filter((key) => key !== undefined);
  return rows.some((row) => keys.some((key) => typeof row?.[key] === 'number'));
}

/** A number that JSON.parse gave may have lost digits. */
function exactText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return value instanceof ExactNumber ? value.text : null;
}

/** Of the numbers that JSON.parse gives whole ones are what was sent. */
function wholeIn(value: unknown): string | number | null {
  if (Number.isSafeInteger(value)) return value as number;
  const text = exactText(value);
  return text === '' ? null : text;
}

function countClosed(rows: readonly Row[], { unfinished }: KlineDialect): number {
  switch (unfinished.kind) {
    case 'absent':
    case 'sent':
      return rows.length;
    case 'last':
      return Math.max(0, rows.length - 1);
    case 'flagged': {
      const { cell, closed } = unfinished;
      const open = rows.findIndex((row) => row[cell] !== undefined && String(wholeIn(row[cell])) !== closed);
      return open === -1 ? rows.length : open;
    }
  }
}
