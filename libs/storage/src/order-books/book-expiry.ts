import { type Clock, type Logger, silentLogger, systemClock } from '@marketloom/exchange';
import type { Queryable } from '../connection/connection.ts';
import { removeBooks } from './remove-books.ts';

const DAY = 86_400_000;

/** Old books are looked for at most so often. */
const EVERY_MS = 3_600_000;

/** What {@link BookExpiry} takes. */
export interface BookExpiryOptions {
  /** From which age on, in days, books are removed. */
  readonly keepDays: number;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Removes books that have become too old, where the server does not do so by itself: whoever records new ones says when,
 * and it is done beside that, at most once an hour.
 */
export class BookExpiry {
  readonly #queryable: Queryable;
  readonly #options: BookExpiryOptions;
  readonly #stop = new AbortController();
  #nextAt = -Infinity;
  #running: Promise<void> = Promise.resolve();

  constructor(queryable: Queryable, options: BookExpiryOptions) {
    this.#queryable = queryable;
    this.#options = options;
  }

  /** Books were stored: begins to remove old ones when it is time, without waiting for it. */
  afterStoring(): void {
    const now = (this.#options.clock ?? systemClock).now();
    if (now < this.#nextAt || this.#stop.signal.aborted) return;
    this.#nextAt = now + EVERY_MS;
    this.#running = this.#running.then(() => this.#remove(now - this.#options.keepDays * DAY));
  }

  /** Resolves when nothing is being removed. */
  settled(): Promise<void> {
    return this.#running;
  }

  /** Ends it after the statement in hand. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #remove(before: number): Promise<void> {
    const { logger = silentLogger } = this.#options;
    try {
      const removed = await removeBooks(this.#queryable, before, this.#stop.signal);
      if (removed > 0) logger.info('old order books were removed', { removed, before: new Date(before) });
    } catch (error) {
      // They are there still, and the next hour's try finds them. Recording goes on.
      logger.warn('old order books could not be removed', { reason: String(error) });
    }
  }
}
