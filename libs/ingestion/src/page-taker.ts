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
import { cutPage } from './cut-page.ts';
import type { WindowAnswer } from './fetch-window.ts';
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

/** A candle that is absent may yet come for so long after its end: until then its absence is not believed. */
const PENDING_MS = 600_000;

/** What a {@link PageTaker} works with. */
export interface PageTakerParts {
  readonly writer: SeriesWriter;
  readonly tally: SeriesTally;
  readonly first: FirstCandle;
  /** Whether a candle is known to lie before the first range that is fetched. */
  readonly hasCandleBefore: boolean;
  /** What is stored already and only read again: candles that are absent there stay as they are. */
  readonly confirmed: TimeRange | null;
}

/** Takes the answers of one series in their order, and hands on rows and what they settle. */
export class PageTaker {
  readonly #run: IngestRun;
  readonly #series: Series;
  readonly #parts: PageTakerParts;
  #hasCandleBefore: boolean;
  #position = Number.NEGATIVE_INFINITY;

  constructor(run: IngestRun, series: Series, parts: PageTakerParts) {
    this.#run = run;
    this.#series = series;
    this.#parts = parts;
    this.#hasCandleBefore = parts.hasCandleBefore;
  }

  /** Up to where the series is accounted for: what is asked for before it would be fetched for nothing. */
  get position(): number {
    return this.#position;
  }

  /**
   * Takes what a window's answer holds beyond what earlier answers have told.
   * @throws {BadResponseError} when the exchange's answers end long before now
   */
  async take({ window, pages, position, error }: WindowAnswer): Promise<void> {
    this.#position = Math.max(this.#position, window.start);
    for (const page of pages) {
      this.#parts.tally.requests += 1;
      const rest = cutPage(page, { start: this.#position, end: window.range.end });
      if (rest !== null) await this.#takePage(rest, window.range);
    }
    if (error !== null || position >= window.end || this.#position >= window.end) return;
    this.#leavePending({ start: Math.max(position, this.#position), end: window.end });
  }

  async #takePage(page: KlinePage, range: TimeRange): Promise<void> {
    const beginning = await this.#beginning(page).catch((error: unknown) => this.#takeCandles(page, error));
    if (beginning === null && page.klines.length === 0) {
      // The series has no candle at all: one answer stands for the whole range.
      await this.#settle({ range: { start: page.range.start, end: range.end }, klines: KlineTable.empty() });
      return;
    }
    await this.#settle(page, beginning ?? undefined);
    if (typeof beginning === 'number' && beginning > page.range.end) {
      this.#advance(Math.min(beginning, range.end), 0);
    }
  }

  /** Where the series begins was not told, and so not why there is nothing before the candles: they are there all the same. */
  async #takeCandles(page: KlinePage, error: unknown): Promise<never> {
    const [start] = page.klines.openTimes;
    if (start !== undefined) await this.#settle({ ...page, range: { start, end: page.range.end } });
    throw error;
  }

  /** Where the series begins, null when it has no candle; undefined where the page leaves nothing to ask. */
  async #beginning(page: KlinePage): Promise<number | null | undefined> {
    const settledAlready = this.#hasCandleBefore;
    this.#hasCandleBefore ||= page.klines.length > 0;
    if (settledAlready || page.klines.openTimes[0] === page.range.start) return undefined;
    this.#parts.tally.requests += this.#parts.first.asked ? 0 : 1;
    const beginning = await this.#parts.first.openTime();
    if (beginning !== null) this.#hasCandleBefore = true;
    return beginning;
  }

  async #settle(page: KlinePage, beginning?: number): Promise<void> {
    const { interval } = this.#series;
    const { writer, tally, confirmed } = this.#parts;
    const { settled, pending, withdrawn } = settlePage(page, interval, {
      firstOpenTime: beginning ?? null,
      pendingFrom: this.#pendingFrom(),
      confirmed,
    });
    if (beginning !== undefined && settled[0]?.status === 'unavailable') {
      settled[0] = beforeFirstCandle(beginning, interval);
    }
    tally.fetched += page.klines.length;
    tally.pending.push(...pending);
    for (const range of withdrawn) this.#warnOf(range);
    await writer.add(page.klines, settled);
    this.#advance(page.range.end, page.klines.length);
  }

  #warnOf(withdrawn: TimeRange): void {
    const { entry, interval } = this.#series;
    const series = `${entry.symbol.toString()} ${interval}`;
    this.#run.logger.warn(
      `${series}: the exchange no longer has candles that are stored; marketloom-klines repair takes them away`,
      { range: printRange(withdrawn) },
    );
  }

  #pendingFrom(): number {
    const { interval } = this.#series;
    const now = this.#run.clock.now();
    const newest = floorToInterval(now, interval);
    return Math.min(
      shiftOpenTime(newest, interval, -this.#run.pendingCandles),
      floorToInterval(now - PENDING_MS, interval),
    );
  }

  #advance(position: number, rows: number): void {
    // What is read again was not among the candles that were said to be missing.
    const start = Math.max(this.#position, this.#parts.confirmed?.end ?? this.#position);
    const candles = start < position ? countCandles({ start, end: position }, this.#series.interval) : 0;
    this.#position = position;
    this.#run.report({ type: 'advanced', series: this.#series, candles, rows });
  }

  #leavePending(range: TimeRange): void {
    const { entry, interval } = this.#series;
    if (closeTimeOf(range.start, interval) + LATE_MS >= this.#run.clock.now()) {
      this.#parts.tally.pending.push(range);
      return;
    }
    throw new BadResponseError('the answers end long before the newest closed candle', {
      exchange: this.#run.exchange.id,
      operation: `fetchKlines ${entry.exchangeSymbol} ${interval}`,
      path: '$',
      sample: printRange(range),
    });
  }
}
