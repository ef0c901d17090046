import { isExchangeError } from '@marketloom/exchange';
import { isStorageError } from '@marketloom/storage';
import { describeFailure, type Failure, stopsEverything } from './failure.ts';
import type { FollowProgress } from './follow-progress.ts';
import { Lifeline } from './lifeline.ts';

/** One failure of a market may be a series' own; three in a row, of whichever series, are the market's. */
const MARKET_PATIENCE = 3;

/** Whether an error says that the database is gone, for all series alike. */
export function isDatabaseGone(error: unknown): boolean {
  return isStorageError(error) && stopsEverything(error);
}

/** Whether an error may be that of a whole market: it does not serve, or answers with something else altogether. */
function mayBeOfMarket(error: unknown): boolean {
  if (!isExchangeError(error) || !error.retryable) return false;
  return error.kind !== 'badResponse' || error.path === '$';
}

/** Until when the exchange wants nothing to be sent, epoch ms; null where it says nothing of it. */
function limitOf(error: unknown, now: number): number | null {
  if (!isExchangeError(error)) return null;
  if (error.kind === 'ban') return error.bannedUntil;
  return error.kind === 'rateLimit' && error.retryAfterMs !== null ? now + error.retryAfterMs : null;
}

/** The database and the markets, as far as tries tell of them. */
export class FollowLifelines {
  readonly #database = new Lifeline('database', 1);
  readonly #markets = new Map<string, Lifeline>();
  /** Why those that are down are so. */
  readonly #failures = new Map<Lifeline, Failure>();
  readonly #report: (progress: FollowProgress) => void;

  constructor(report: (progress: FollowProgress) => void) {
    this.#report = report;
  }

  /** What a series of a market depends on. */
  of(market: string): readonly Lifeline[] {
    return [this.#database, this.#market(market)];
  }

  /** From when on a series of a market may be asked for, epoch ms. */
  openFrom(market: string): number {
    return Math.max(this.#database.openFrom, this.#market(market).openFrom);
  }

  /** Why nothing can be asked for of a market now; null when it can. */
  troubleOf(market: string): Failure | null {
    return this.of(market).reduce<Failure | null>(
      (found, line) => found ?? this.#failures.get(line) ?? null,
      null,
    );
  }

  /**
   * Takes note of how a try ended.
   * @param error what was thrown; null for nothing
   * @param hasAnswer whether the exchange has answered
   * @returns whether the error is one of all series, and not that one's own
   */
  ended(market: string, error: unknown, hasAnswer: boolean, now: number): boolean {
    const line = this.#market(market);
    if (isDatabaseGone(error)) return this.#failed(this.#database, error, null, now);
    this.#answered(this.#database, now);
    if (error !== null && mayBeOfMarket(error)) return this.#failed(line, error, limitOf(error, now), now);
    if (hasAnswer || isExchangeError(error)) this.#answered(line, now);
    return false;
  }

  clockSetBack(now: number): void {
    for (const line of [this.#database, ...this.#markets.values()]) line.clockSetBack(now);
  }

  #failed(line: Lifeline, error: unknown, until: number | null, now: number): boolean {
    const failure = describeFailure(error);
    const isNew = line.failed(now, until);
    if (line.isDown) this.#failures.set(line, failure);
    if (isNew) this.#report({ type: 'outage', of: line.name, failure, until });
    return line.isDown;
  }

  #answered(line: Lifeline, now: number): void {
    this.#failures.delete(line);
    const lastedMs = line.answered(now);
    if (lastedMs !== null) this.#report({ type: 'recovered', of: line.name, lastedMs });
  }

  #market(market: string): Lifeline {
    let line = this.#markets.get(market);
    if (line === undefined) this.#markets.set(market, (line = new Lifeline(market, MARKET_PATIENCE)));
    return line;
  }
}
