import { countCandles, floorToInterval, type TimeRange } from '@marketloom/exchange';
import type { FoundEmpty } from './explain-run.ts';
import type { Failure } from './failure.ts';
import type { Retirement } from './follow-progress.ts';
import { backoffMs, dueAfter } from './follow-schedule.ts';
import type { FollowedSeriesSummary } from './follow-summary.ts';
import type { SeriesStart } from './ingest-run.ts';
import type { Series, SeriesSummary } from './ingest-summary.ts';

/** An instrument whose newest candle has been absent for so long is asked for its trading status, and then again. */
const QUIET_MS = 600_000;

/**
 * How long after the settle delay the first of an interval is asked for, ms: adapters reckon an exchange's clock on the
 * safe side, by the time that its answer took, and a question that comes too soon is asked for nothing.
 */
const MARGIN_MS = 500;

const NOT_REACHED: Failure = { kind: 'interrupted', message: 'the run ended before it was its turn' };

/** One series that is kept current: when its turn is, and what has become of it. It grows by nothing. */
export class FollowedSeries {
  #series: Series;
  readonly #settleDelayMs: number;
  #start: SeriesStart;
  #spreadMs = 0;
  #stored = 0;
  #revisions = 0;
  #requests = 0;
  #lastStored: number | null = null;
  #pending = 0;
  /** Candles settled as empty since somebody asked. */
  #empty = 0;
  /** All before is stored, settled or pending, save `#unresolved` candles. */
  #accountedUntil: number | null = null;
  #unresolved = 0;
  #firstUnresolved: number | null = null;
  #failures = 0;
  #failuresInRow = 0;
  #lastFailure: Failure | null = null;
  /** What was wrong with the last try; null for nothing. */
  #trouble: Failure | null = null;
  #emptyAnswers = 0;
  #quietFrom: number | null = null;
  /** When the next try is due, epoch ms. */
  dueAt: number;
  isInHand = false;
  isHalted = false;
  retired: Retirement | null = null;

  /** @param settleDelayMs how long after its end the exchange's candle counts as closed */
  constructor(series: Series, start: SeriesStart, settleDelayMs: number, now: number) {
    this.#series = series;
    this.#start = start;
    this.#settleDelayMs = settleDelayMs;
    this.dueAt = now;
  }

  get series(): Series {
    return this.#series;
  }

  /** Where it begins; an open time as soon as that is known. */
  get start(): SeriesStart {
    return this.#start;
  }

  /** Candles stored so far. */
  get stored(): number {
    return this.#stored;
  }

  /** Whether it has been accounted for up to some time. */
  get isKnown(): boolean {
    return this.#accountedUntil !== null;
  }

  /** Whether it was well before this try. */
  get failedJustNow(): boolean {
    return this.#failuresInRow === 1;
  }

  /** The catalogue's newest word on its instrument. */
  update(entry: Series['entry']): void {
    this.#series = { ...this.#series, entry };
  }

  /** Gives it its place among the series of its interval. */
  spreadBy(delayMs: number): void {
    this.#spreadMs = delayMs;
  }

  /** How many of its candles were found to be empty since this was last asked. */
  takeEmpty(): FoundEmpty {
    const empty = this.#empty;
    this.#empty = 0;
    return { ...this.#series, empty };
  }

  /** Takes what a try came to that began at `askedAt`, and sets the time of the next one. */
  took(summary: SeriesSummary, askedAt: number, now: number): void {
    this.#count(summary);
    if (summary.requested === null) return this.#retry(now);
    if (summary.requested.start < summary.requested.end) this.#start = summary.requested.start;
    const { interval } = this.#series;
    const closedUntil = floorToInterval(askedAt - this.#settleDelayMs, interval);
    const closed = { start: summary.requested.start, end: closedUntil };
    this.#accountedUntil = Math.max(closed.start, closed.end);
    this.#pending = this.#countOf(summary.pending, closed);
    this.#unresolved = this.#countOf(summary.unresolved, closed);
    this.#firstUnresolved = this.#unresolved > 0 ? (summary.unresolved[0]?.start ?? null) : null;
    const includesNewest = ({ start, end }: TimeRange): boolean => start < closedUntil && end >= closedUntil;
    if (summary.failure !== null) {
      this.#retry(now);
      // What is wrong farther back does not delay the next candle.
      const isNewestKnown = ![...summary.pending, ...summary.unresolved].some(includesNewest);
      if (isNewestKnown) this.dueAt = Math.min(this.dueAt, this.#nextDue(closedUntil));
      return;
    }
    this.#failuresInRow = 0;
    return summary.pending.some(includesNewest)
      ? this.#waitForNewest(closedUntil, askedAt, now)
      : this.#waitForNext(closedUntil);
  }

  /** Takes note of a try that failed for what all series depend on: it is its turn as soon as that answers. */
  tookNothing(summary: SeriesSummary, now: number): void {
    this.#count(summary);
    this.dueAt = now;
  }

  /** Counts an answer that was no candle. */
  answered(): void {
    this.#requests += 1;
  }

  /** Counts a failure. */
  failed(failure: Failure): void {
    this.#failures += 1;
    this.#lastFailure = failure;
  }

  /** Whether it has been silent for so long that its trading status is worth a question; asked, it is quiet anew. */
  isStatusDue(now: number): boolean {
    if (this.#quietFrom === null || now - this.#quietFrom < QUIET_MS) return false;
    this.#quietFrom = now;
    return true;
  }

  /** The instrument stands still, or trades again. */
  halt(isHalted: boolean, now: number): void {
    this.isHalted = isHalted;
    if (isHalted) this.dueAt = Math.max(this.dueAt, now + QUIET_MS);
  }

  /** The clock was set back to `now`: no wait is to become longer by it. */
  clockSetBack(now: number): void {
    const { interval } = this.#series;
    const next = dueAfter(floorToInterval(now, interval), interval, this.#delayMs);
    this.dueAt = Math.min(this.dueAt, this.isHalted ? now + QUIET_MS : next);
    if (this.#quietFrom !== null) this.#quietFrom = Math.min(this.#quietFrom, now);
  }

  /**
   * What has become of it.
   * @param outage why it could not be asked for at the end; null when it could
   */
  summary(now: number, outage: Failure | null): FollowedSeriesSummary {
    const missing = this.#missing(now);
    const isWell = missing === 0 || this.retired !== null;
    return {
      ...this.#series,
      stored: this.#stored,
      revisions: this.#revisions,
      lastStored: this.#lastStored,
      pending: this.#pending,
      missing,
      lagMs: this.lagMs(now),
      reason: isWell ? null : (this.#trouble ?? outage ?? NOT_REACHED),
      failures: this.#failures,
      lastFailure: this.#lastFailure,
      requests: this.#requests,
      retired: this.retired,
    };
  }

  /** For how long the oldest candle that is missing has been due, ms; 0 when none is. */
  lagMs(now: number): number {
    const oldest = this.#firstUnresolved ?? (this.isHalted ? null : this.#from);
    if (this.retired !== null || oldest === null) return 0;
    return Math.max(0, now - dueAfter(oldest, this.#series.interval, this.#delayMs));
  }

  /** Whether no candle is missing that is due. */
  isCurrent(now: number): boolean {
    return this.#missing(now) === 0;
  }

  get #delayMs(): number {
    return this.#settleDelayMs + MARGIN_MS + this.#spreadMs;
  }

  /** From where on nothing has been accounted for; null when it is not known. */
  get #from(): number | null {
    if (this.#accountedUntil !== null) return this.#accountedUntil;
    if (this.#start === 'listing') return null;
    return typeof this.#start === 'number' ? this.#start : this.#start.storedOr;
  }

  #missing(now: number): number | null {
    if (this.#from === null) return null;
    // Of an instrument that stands still no candle is due until it is asked for again.
    if (this.isHalted) return this.#unresolved;
    const { interval } = this.#series;
    const end = floorToInterval(now - this.#delayMs, interval);
    return this.#unresolved + countCandles({ start: this.#from, end }, interval);
  }

  #countOf(ranges: readonly TimeRange[], within: TimeRange): number {
    return ranges.reduce((sum, { start, end }) => {
      const part = { start: Math.max(start, within.start), end: Math.min(end, within.end) };
      return sum + countCandles(part, this.#series.interval);
    }, 0);
  }

  #count(summary: SeriesSummary): void {
    this.#stored += summary.inserted;
    this.#revisions += summary.updated;
    this.#requests += summary.requests;
    this.#empty += summary.empty;
    this.#trouble = summary.failure;
    if (summary.lastStored === null) return;
    const isNew = summary.lastStored > (this.#lastStored ?? Number.NEGATIVE_INFINITY);
    this.#lastStored = summary.lastStored;
    if (!isNew) return;
    // Whoever stored it: the instrument is alive.
    this.#emptyAnswers = 0;
    this.#quietFrom = null;
    this.isHalted = false;
  }

  #retry(now: number): void {
    this.#failuresInRow += 1;
    this.dueAt = now + backoffMs(this.#failuresInRow);
  }

  /** The newest closed candle is not there yet: the exchange may be late with it. */
  #waitForNewest(closedUntil: number, askedAt: number, now: number): void {
    this.#emptyAnswers += 1;
    this.#quietFrom ??= askedAt;
    this.#waitForNext(closedUntil);
    this.dueAt = this.isHalted ? now + QUIET_MS : Math.min(this.dueAt, now + backoffMs(this.#emptyAnswers));
  }

  #waitForNext(closedUntil: number): void {
    this.dueAt = this.#nextDue(closedUntil);
  }

  #nextDue(closedUntil: number): number {
    return dueAfter(closedUntil, this.#series.interval, this.#delayMs);
  }
}
