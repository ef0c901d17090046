import { type Clock, type Logger, silentLogger, systemClock } from '@marketloom/exchange';
import type { DiscontinuityRecord, OrderBookStore } from '@marketloom/storage';
import { endWithin } from './end-within.ts';
import { describeFailure } from './failure.ts';
import { type PersistenceOptions, persist } from './persist.ts';

/** How many wait at most while the database is away. */
const MOST_WAITING = 10_000;
/** How many one statement writes. */
const BATCH = 1_000;

/** What {@link DiscontinuityLog} takes. */
export interface DiscontinuityLogOptions {
  readonly orderBooks: Pick<OrderBookStore, 'recordDiscontinuities' | 'abandonDiscontinuities'>;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Records the discontinuities of books, when they begin and when they are over. While the database is away they wait: one
 * that is over by then is written once.
 */
export class DiscontinuityLog {
  readonly #options: DiscontinuityLogOptions;
  readonly #clock: Clock;
  readonly #persistence: PersistenceOptions;
  readonly #waiting = new Map<string, DiscontinuityRecord>();
  /** The instruments whose newest one is not over. */
  readonly #open = new Set<number>();
  readonly #end = new AbortController();
  readonly #running: Promise<void>;
  #wake: () => void = () => undefined;
  #isClosing = false;
  #unrecorded = 0;

  constructor(options: DiscontinuityLogOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const ignore = (): void => undefined;
    this.#persistence = { clock: this.#clock, end: this.#end.signal, onAway: ignore, onAnswer: ignore };
    this.#running = this.#run();
  }

  /** Records one that began, or is over, soon. */
  record(record: DiscontinuityRecord): void {
    const { symbolId, discontinuity } = record;
    if ('resumedAt' in discontinuity) this.#open.delete(symbolId);
    else this.#open.add(symbolId);
    const { brokenAt, reason, lastUpdateId, nextUpdateId } = discontinuity;
    const key = [symbolId, brokenAt, reason, lastUpdateId, nextUpdateId].join('/');
    if (this.#waiting.size >= MOST_WAITING && !this.#waiting.has(key)) this.#unrecorded += 1;
    else this.#waiting.set(key, record);
    this.#wake();
  }

  /**
   * Writes what waits, and ends: then, or when `graceMs` are over. Those that are not over are marked as abandoned, since
   * nobody will say when they are. Resolves with how many could not be recorded.
   */
  async close(graceMs: number): Promise<number> {
    this.#isClosing = true;
    this.#wake();
    await endWithin(graceMs, { clock: this.#clock, running: this.#running, end: this.#end });
    return this.#unrecorded + this.#waiting.size;
  }

  async #run(): Promise<void> {
    while (!this.#end.signal.aborted) {
      if (this.#waiting.size > 0) await this.#write();
      else if (this.#isClosing) return this.#abandon();
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async #write(): Promise<void> {
    const { orderBooks, logger = silentLogger } = this.#options;
    const batch = [...this.#waiting].slice(0, BATCH);
    const records = batch.map(([, record]) => record);
    try {
      await persist(() => orderBooks.recordDiscontinuities(records), this.#persistence);
    } catch (error) {
      if (this.#end.signal.aborted) return;
      const reason = describeFailure(error).message;
      logger.error('discontinuities of order books cannot be recorded', { reason, count: batch.length });
      this.#unrecorded += batch.length;
    }
    // What has become of one meanwhile is a record of its own, and waits on.
    for (const [key, record] of batch) if (this.#waiting.get(key) === record) this.#waiting.delete(key);
  }

  /** Where it is of no avail the next run does it. */
  async #abandon(): Promise<void> {
    if (this.#open.size === 0) return;
    const { orderBooks } = this.#options;
    const now = this.#clock.now();
    await persist(() => orderBooks.abandonDiscontinuities([...this.#open], now), this.#persistence).catch(
      () => undefined,
    );
  }
}
