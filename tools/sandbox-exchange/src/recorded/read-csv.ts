import { readFileSync } from 'node:fs';
import { RecordedKlinesError } from './recorded-klines.ts';

/** A recorded candle: its fields as text, exactly as in the file, and its open time in ms. */
export interface RecordedRow {
  readonly openTime: number;
  readonly fields: readonly string[];
}

/** From here on a timestamp must be microseconds: Binance's spot archive has them since 2025. */
const MICROSECONDS_FROM = 100_000_000_000_000;
const FULL = 12;
const SHORT = 6;
const DECIMAL = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * Reads recorded candles, ascending by open time; of rows with one open time the first stays.
 * @throws {RecordedKlinesError} when the file cannot be read, or a row has not 6 or 12 columns or something but numbers
 */
export function readRecordedCsv(path: string): RecordedRow[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new RecordedKlinesError(`cannot read recorded klines from ${path}: ${(error as Error).message}`);
  }
  const rows: RecordedRow[] = [];
  let ascending = true;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const fields = line.trim().split(',');
    if (fields.length === 1 && fields[0] === '') continue;
    if (index === 0 && !/^\d/.test(fields[0] ?? '')) continue;
    if (fields.length !== FULL && fields.length !== SHORT) {
      throw new RecordedKlinesError(
        `${path}, line ${index + 1}: ${fields.length} columns, but 6 or 12 are known`,
      );
    }
    const wrong = fields.find((field) => !DECIMAL.test(field));
    if (wrong !== undefined)
      throw new RecordedKlinesError(`${path}, line ${index + 1}: "${wrong}" is not a number`);
    const openTime = toMilliseconds(fields[0] as string);
    const last = rows.at(-1);
    if (last && openTime <= last.openTime) ascending = false;
    rows.push({ openTime, fields });
  }
  if (rows.length === 0) throw new RecordedKlinesError(`${path} has no rows`);
  return ascending ? rows : sortedWithoutDoubles(rows);
}

/** A timestamp of the archive in ms, be it given in ms or µs. */
export function toMilliseconds(text: string): number {
  const value = Number(text);
  return value >= MICROSECONDS_FROM ? Math.floor(value / 1000) : value;
}

function sortedWithoutDoubles(rows: RecordedRow[]): RecordedRow[] {
  const sorted = rows.toSorted((a, b) => a.openTime - b.openTime);
  return sorted.filter((row, index) => row.openTime !== sorted[index - 1]?.openTime);
}
