import { WrittenRows } from '../candles/written-rows.ts';
import { intervalOfSpacing, openTimeAfter } from '../intervals.ts';
import type { Market } from '../market.ts';
import { readRecordedCsv, type RecordedRow, toMilliseconds } from './read-csv.ts';
import { type RecordedKlines, RecordedKlinesError } from './recorded-klines.ts';

/** The recorded candles of one instrument at one interval, ready to be sent. */
export class RecordedSeries {
  readonly interval: string;
  readonly rows: WrittenRows;
  /** The most decimals of a price and of a volume, trailing zeros left out. */
  readonly priceDecimals: number;
  readonly sizeDecimals: number;

  constructor(given: RecordedKlines) {
    const rows = readRecordedCsv(given.csv);
    this.interval = given.interval ?? intervalOf(rows, given.csv);
    this.priceDecimals = Math.min(8, mostDecimals(rows, [1, 2, 3, 4]));
    this.sizeDecimals = Math.min(8, mostDecimals(rows, [5]));
    const offsets = new Uint32Array(rows.length + 1);
    const texts: string[] = [];
    let length = 0;
    for (const [index, row] of rows.entries()) {
      const text = `${rowText(row, this.interval, given.market)},`;
      texts.push(text);
      length += text.length;
      offsets[index + 1] = length;
    }
    const openTimes = Float64Array.from(rows, (row) => row.openTime);
    this.rows = new WrittenRows(openTimes, Buffer.from(texts.join(''), 'latin1'), offsets);
  }
}

/** All digits as recorded. What a file of six columns lacks is zero, as the market writes it. */
function rowText({ openTime, fields }: RecordedRow, interval: string, market: Market): string {
  const quoted = (index: number): string => `"${fields[index]}"`;
  const prices = `${quoted(1)},${quoted(2)},${quoted(3)},${quoted(4)},${quoted(5)}`;
  if (fields.length < 12) {
    const zero = market === 'spot' ? '"0.00000000"' : '"0"';
    return `[${openTime},${prices},${openTimeAfter(openTime, interval) - 1},${zero},0,${zero},${zero},"0"]`;
  }
  const closeTime = toMilliseconds(fields[6] as string);
  return `[${openTime},${prices},${closeTime},${quoted(7)},${fields[8]},${quoted(9)},${quoted(10)},${quoted(11)}]`;
}

function intervalOf(rows: readonly RecordedRow[], path: string): string {
  let spacing = Infinity;
  for (let index = 1; index < rows.length; index += 1) {
    const gap = (rows[index] as RecordedRow).openTime - (rows[index - 1] as RecordedRow).openTime;
    if (gap < spacing) spacing = gap;
  }
  const interval = intervalOfSpacing(spacing);
  if (interval !== null) return interval;
  throw new RecordedKlinesError(
    `${path}: rows ${spacing} ms apart fit no interval; name it with the option interval`,
  );
}

function mostDecimals(rows: readonly RecordedRow[], columns: readonly number[]): number {
  let most = 0;
  for (const { fields } of rows) {
    for (const column of columns) {
      const text = fields[column] as string;
      const point = text.indexOf('.');
      if (point < 0 || text.length - point - 1 <= most) continue;
      most = Math.max(most, text.replace(/0+$/, '').length - point - 1);
    }
  }
  return most;
}
