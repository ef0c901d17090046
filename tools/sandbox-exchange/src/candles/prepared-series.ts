import { ByteWriter } from '../byte-writer.ts';
import { type KlineWindow, openTimesIn } from '../http/kline-window.ts';
import { openTimeAfter, openTimeAt } from '../intervals.ts';
import type { CandleSeries } from './candle-series.ts';
import type { TimeSpan } from './outages.ts';
import { WrittenRows } from './written-rows.ts';

const COMMA = 44;
/** About a gigabyte. */
const MOST_ROWS = 5_000_000;

/** The candles of one series that open in a half-open range, all closed, written once to be sent again and again. */
export class PreparedSeries {
  readonly rows: WrittenRows;
  readonly #range: TimeSpan;
  /** While the exchange's clock shows one of these times, the rows are what would be written. */
  readonly #validity: TimeSpan;

  /** @throws {RangeError} when one of the candles has not closed by `now`, or there are too many */
  constructor(series: CandleSeries, interval: string, range: TimeSpan, now: number) {
    const closedAt = openTimeAfter(openTimeAt(range.end - 1, interval), interval);
    if (closedAt > now) throw new RangeError('only candles that have closed can be prepared');
    const window = { from: range.start, until: range.end - 1, limit: MOST_ROWS + 1, newest: false };
    const openTimes = openTimesIn(window, interval, series, now);
    if (openTimes.length > MOST_ROWS) throw new RangeError(`no more than ${MOST_ROWS} candles of a series`);
    this.rows = write(series, interval, openTimes, now);
    this.#range = range;
    const { start, end } = series.steadyAround(now, {
      start: openTimeAt(range.start, interval),
      end: closedAt,
    });
    this.#validity = { start: Math.max(start, closedAt), end };
  }

  /** The rows of a window, commas between them, not copied; null where they are not all here, or may have changed. */
  slice(window: KlineWindow, now: number): Buffer | null {
    const { start, end } = this.#validity;
    return start <= now && now < end && this.#holds(window) ? this.rows.slice(window) : null;
  }

  /** Where the limit cuts a window, its far end may lie anywhere. */
  #holds(window: KlineWindow): boolean {
    const startsHere = this.#range.start <= window.from;
    const endsHere = window.until < this.#range.end;
    if (startsHere && endsHere) return true;
    return (window.newest ? endsHere : startsHere) && this.rows.count(window) === window.limit;
  }
}

function write(
  series: CandleSeries,
  interval: string,
  openTimes: readonly number[],
  now: number,
): WrittenRows {
  const writer = new ByteWriter();
  const offsets = new Uint32Array(openTimes.length + 1);
  for (const [index, openTime] of openTimes.entries()) {
    series.writeRow(writer, openTime, interval, now);
    writer.byte(COMMA);
    offsets[index + 1] = writer.length;
  }
  // A copy, for the writer's memory is up to twice as large.
  return new WrittenRows(Float64Array.from(openTimes), Buffer.from(writer.take()), offsets);
}
