import type { FoundEmpty } from './explain-run.ts';
import { describeFailure } from './failure.ts';
import type { FollowRoster } from './follow-roster.ts';
import { stateOf } from './follow-state.ts';
import { type FollowTryParts, tryOnce } from './follow-try.ts';
import type { FollowedSeries } from './followed-series.ts';
import type { Lifeline } from './lifeline.ts';

/** The clock is looked at so often at least, ms: it may be set, and the machine may sleep. */
const LONGEST_SLEEP_MS = 15_000;

/** How often it is told how things are, ms. */
const STATE_MS = 60_000;

/**
 * How often the catalogue is read again, and the ledger made to say why candles are empty, ms. It costs no request:
 * `syncSymbols` keeps the catalogue.
 */
const CATALOGUE_MS = 900_000;

/** How long after the end of a run's time what was due by then may take its turn, ms. */
const LAST_ROUND_MS = 60_000;

/** What a {@link FollowLoop} works with. */
export interface FollowLoopParts extends FollowTryParts {
  readonly roster: FollowRoster;
  readonly concurrency: number;
  /** When the run ends by itself, epoch ms; null for never. */
  readonly endAt: number | null;
  /** Reads the catalogue again and tells the roster; null where the selection names its instruments. */
  readonly readCatalogue: ((now: number) => Promise<void>) | null;
  /** Has the ledger say why candles are empty. */
  readonly explain: (found: readonly FoundEmpty[]) => Promise<void>;
  /** Has what is under way come to its end. */
  readonly stop: () => void;
}

/** Gives each series its turn when it is due, at most so many at once, until it is to stop. Timers are all it waits by. */
export class FollowLoop {
  readonly #parts: FollowLoopParts;
  readonly #startedAt: number;
  readonly #underWay = new Set<Promise<void>>();
  #wake: () => void = () => undefined;
  #lastNow: number;
  #stateAt: number;
  #catalogueAt: number;
  #isReading = false;
  #hasCaughtUp = false;
  #storedBefore = 0;
  /** What a listener of ours threw. */
  #defect: { readonly error: unknown } | null = null;

  constructor(parts: FollowLoopParts) {
    this.#parts = parts;
    this.#startedAt = parts.run.clock.now();
    this.#lastNow = this.#startedAt;
    this.#stateAt = this.#startedAt + STATE_MS;
    this.#catalogueAt = this.#startedAt + CATALOGUE_MS;
  }

  /** Resolves when it was stopped, or its time is over, and what was under way has ended. */
  async run(): Promise<void> {
    const { stop, clock } = this.#parts.run;
    const onStop = (): void => this.#wake();
    stop.addEventListener('abort', onStop, { once: true });
    try {
      while (!stop.aborted && this.#defect === null) {
        const now = clock.now();
        this.#noteTime(now);
        const { ready, wakeAt } = this.#next(now);
        if (ready !== null) this.#begin(ready);
        else if (this.#isOver(now)) break;
        else await this.#sleep(Math.min(wakeAt, this.#stateAt, this.#catalogueAt) - now);
      }
    } finally {
      stop.removeEventListener('abort', onStop);
      if (this.#underWay.size > 0) this.#parts.stop();
      await Promise.all(this.#underWay);
    }
    if (this.#defect !== null) throw this.#defect.error;
    if (!stop.aborted) await this.#explain();
  }

  /** What the passing of time brings about by itself. */
  #noteTime(now: number): void {
    const { roster, lifelines, readCatalogue, report } = this.#parts;
    if (now < this.#lastNow) {
      for (const one of roster.followed) one.clockSetBack(now);
      lifelines.clockSetBack(now);
      this.#stateAt = Math.min(this.#stateAt, now + STATE_MS);
      this.#catalogueAt = Math.min(this.#catalogueAt, now + CATALOGUE_MS);
    }
    this.#lastNow = now;
    if (now >= this.#stateAt) {
      const { state, stored } = stateOf(roster, now, this.#storedBefore);
      this.#storedBefore = stored;
      this.#stateAt = now + STATE_MS;
      report(state);
    }
    if (now < this.#catalogueAt) return;
    this.#catalogueAt = now + CATALOGUE_MS;
    this.#track(this.#explain());
    if (readCatalogue !== null && !this.#isReading) this.#track(this.#readCatalogue(readCatalogue, now));
  }

  /** The series that has waited longest and may be asked for now; else when the first one may be. */
  #next(now: number): { readonly ready: FollowedSeries | null; readonly wakeAt: number } {
    const { roster, lifelines, concurrency } = this.#parts;
    const last = this.#parts.endAt ?? Number.POSITIVE_INFINITY;
    let ready: FollowedSeries | null = null;
    let wakeAt = Number.POSITIVE_INFINITY;
    let inHand = 0;
    for (const one of roster.followed) {
      if (one.isInHand) {
        inHand += 1;
        continue;
      }
      const from = Math.max(one.dueAt, lifelines.openFrom(one.series.entry.market));
      if (from > last) continue;
      wakeAt = Math.min(wakeAt, from);
      if (from > now) continue;
      if (ready === null || one.dueAt < ready.dueAt) ready = one;
    }
    // With all hands full it is the end of a try that wakes us.
    if (inHand >= concurrency) return { ready: null, wakeAt: Number.POSITIVE_INFINITY };
    return { ready, wakeAt: now < last ? Math.min(wakeAt, last) : wakeAt };
  }

  /** Whether nothing is left to be done. */
  #isOver(now: number): boolean {
    const { roster, endAt, readCatalogue } = this.#parts;
    if (readCatalogue === null && roster.followed.length === 0) return this.#underWay.size === 0;
    if (endAt === null || now < endAt) return false;
    return this.#underWay.size === 0 || now >= endAt + LAST_ROUND_MS;
  }

  #begin(one: FollowedSeries): void {
    const lines = this.#parts.lifelines.of(one.series.entry.market);
    one.isInHand = true;
    for (const line of lines) line.inHand += 1;
    this.#track(this.#try(one, lines));
  }

  async #try(one: FollowedSeries, lines: readonly Lifeline[]): Promise<void> {
    try {
      const retirement = await tryOnce(one, this.#parts);
      if (retirement !== null && one.retired === null) this.#parts.roster.retire(one, retirement);
    } finally {
      one.isInHand = false;
      for (const line of lines) line.inHand -= 1;
    }
    this.#noteCaughtUp();
  }

  #noteCaughtUp(): void {
    const { roster, run, report } = this.#parts;
    if (this.#hasCaughtUp) return;
    const now = run.clock.now();
    if (!roster.followed.every((one) => one.isKnown && one.isCurrent(now))) return;
    this.#hasCaughtUp = true;
    const { stored } = stateOf(roster, now, 0);
    report({ type: 'caughtUp', stored, elapsedMs: Math.max(0, now - this.#startedAt) });
  }

  async #readCatalogue(read: (now: number) => Promise<void>, now: number): Promise<void> {
    this.#isReading = true;
    try {
      await read(now);
    } catch (error) {
      // There is another look to come, and the series notice by themselves when the database is gone.
      const { message } = describeFailure(error);
      this.#parts.run.logger.warn('the catalogue cannot be read', { error: message });
    } finally {
      this.#isReading = false;
    }
  }

  async #explain(): Promise<void> {
    const found = Array.from(this.#parts.roster.all, (one) => one.takeEmpty()).filter(
      ({ empty }) => empty > 0,
    );
    if (found.length > 0) await this.#parts.explain(found);
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.#defect ??= { error };
      })
      .finally(() => {
        this.#underWay.delete(tracked);
        this.#wake();
      });
    this.#underWay.add(tracked);
  }

  async #sleep(delayMs: number): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    const { clock } = this.#parts.run;
    await clock.sleep(Math.min(Math.max(1, delayMs), LONGEST_SLEEP_MS), woken.signal).catch(() => undefined);
    this.#wake = () => undefined;
  }
}
