import {
  BadResponseError,
  closeTimeOf,
  countCandles,
  floorToInterval,
  type KlinePage,
  KlineTable,
  printRange,
  shiftOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import { beforeFirstCandle, type FirstCandle } from './first-candle.ts';
import type { IngestRun } from './ingest-run.ts';
import type { Series } from './ingest-summary.ts';
import type { SeriesTally } from './series-tally.ts';
import type { SeriesWriter } from './series-writer.ts';
import { settlePage } from './settle-page.ts';

/**
 * How long before now an answer may end: our clock may be ahead of the exchange's, which may take its time to settle a
 * candle, too. What lies in between stays pending; an answer that ends earlier is at fault.
 */
const LATE_MS = 3_600_000;

/** What a {@link RangeFetcher} works with. */
export interface RangeFetcherParts {
  readonly writer: SeriesWriter;
  readonly tally: SeriesTally;
  readonly first: FirstCandle;
  /** Whether a candle is known to lie before the first range that is fetched. */
  readonly hasCandleBefore: boolean;
}

/** Fetches ranges of one series, page by page, and hands on rows and what they settle. */
export class RangeFetcher {
  readonly #run: IngestRun;
  readonly #series: Series;
  readonly #parts: RangeFetcherParts;
  #hasCandleBefore: boolean;
  #position = 0;

  constructor(run: IngestRun, series: Series, parts: RangeFetcherParts) {
    this.#run = run;
    this.#series = series;
    this.#parts = parts;
    this.#hasCandleBefore = parts.hasCandleBefore;
  }

  /** Up to where the current range is accounted for: what lies before has been handed to the writer. */
  get position(): number {
    return this.#position;
  }

  /**
   * Fetches a range up to its end, to where the exchange's answers end just before now, or until the run is stopped;
   * `position` says how far it came.
   * @throws {ExchangeError} at `position`
   */
  async fetch(range: TimeRange): Promise<void> {
    this.#position = range.start;
    let skipped = true;
    while (skipped && this.#position < range.end && !this.#run.stop.aborted) {
      skipped = await this.#pages({ start: this.#position, end: range.end });
    }
    if (this.#position < range.end && !this.#run.stop.aborted) this.#leavePending(range);
  }

  /** Takes pages up to the end. True when it left off in order to go on at the series' first candle. */
  async #pages(range: TimeRange): Promise<boolean> {
    const { entry, interval } = this.#series;
    const request = { symbol: entry, interval, ...range, signal: this.#run.giveUp };
    for await (const page of this.#run.exchange.fetchKlines(request)) {
      this.#parts.tally.requests += 1;
      const beginning = await this.#beginning(page);
      if (beginning === null && page.klines.length === 0) {
        // The series has no candle at all: one answer stands for the whole range.
        await this.#take({ range: { start: page.range.start, end: range.end }, klines: KlineTable.empty() });
        return false;
      }
      await this.#take(page, beginning ?? undefined);
      if (typeof beginning === 'number' && beginning > page.range.end) {
        this.#advance(Math.min(beginning, range.end), 0);
        return true;
      }
      if (this.#run.stop.aborted) return false;
    }
    return false;
  }

  /** Where the series begins, null when it has no candle; undefined where the page leaves nothing to ask. */
  async #beginning(page: KlinePage): Promise<number | null | undefined> {
    const settledAlready = this.#hasCandleBefore;
    this.#hasCandleBefore ||= page.klines.length > 0;
    if (settledAlready || page.klines.columns.openTime[0] === page.range.start) return undefined;
    this.#parts.tally.requests += this.#parts.first.asked ? 0 : 1;
    const beginning = await this.#parts.first.openTime();
    if (beginning !== null) this.#hasCandleBefore = true;
    return beginning;
  }

  async #take(page: KlinePage, beginning?: number): Promise<void> {
    const { interval } = this.#series;
    const { writer, tally } = this.#parts;
    const newest = floorToInterval(this.#run.clock.now(), interval);
    const pendingFrom = shiftOpenTime(newest, interval, -this.#run.pendingCandles);
    const { settled, pending } = settlePage(page, interval, {
      firstOpenTime: beginning ?? null,
      pendingFrom,
    });
    if (beginning !== undefined && settled[0]?.status === 'unavailable') {
      settled[0] = beforeFirstCandle(beginning, interval);
    }
    tally.fetched += page.klines.length;
    tally.pending.push(...pending);
    await writer.add(page.klines, settled);
    this.#advance(page.range.end, page.klines.length);
  }

  #advance(position: number, rows: number): void {
    const candles = countCandles({ start: this.#position, end: position }, this.#series.interval);
    this.#position = position;
    this.#run.report({ type: 'advanced', series: this.#series, candles, rows });
  }

  #leavePending(range: TimeRange): void {
    const { entry, interval } = this.#series;
    if (closeTimeOf(this.#position, interval) + LATE_MS >= this.#run.clock.now()) {
      this.#parts.tally.pending.push({ start: this.#position, end: range.end });
      return;
    }
    throw new BadResponseError('the answers end long before the newest closed candle', {
      exchange: this.#run.exchange.id,
      operation: `fetchKlines ${entry.exchangeSymbol} ${interval}`,
      path: '$',
      sample: printRange({ start: this.#position, end: range.end }),
    });
  }
}
