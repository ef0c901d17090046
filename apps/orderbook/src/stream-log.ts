import { formatElapsed, formatMany } from '@marketloom/cli';
import type { Logger } from '@marketloom/exchange';
import type { StreamProgress, StreamState } from '@marketloom/ingestion';

type StreamEvent = Exclude<StreamProgress, StreamState>;

/** So many breaks are told one by one in ten seconds; what comes beyond is told as a number. */
const MOST_TOLD = 10;
const WINDOW_MS = 10_000;

/** Says in the log what happens to the streams: a line for each break and its end, unless they come in crowds. */
export class StreamLog {
  readonly #logger: Logger;
  #told = 0;
  #untold = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Says what happened. */
  say(event: StreamEvent): void {
    switch (event.type) {
      case 'planned': {
        this.#logger.info(`keeping ${formatMany(event.books, 'book')} live: each begins with a snapshot`);
        const gaps = formatMany(event.abandonedGaps, 'gap');
        if (event.abandonedGaps > 0) this.#logger.info(`${gaps} of an earlier run had no end: now abandoned`);
        return;
      }
      case 'live':
        return this.#logger.info(
          `${formatMany(event.books, 'book')} live after ${formatElapsed(event.elapsedMs)}`,
        );
      case 'broken':
      case 'resumed':
        return this.#sayBreak(event);
    }
  }

  /** Says what has not been told yet, and no more. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#close();
  }

  #sayBreak({ type, entry, discontinuity }: StreamEvent & { readonly type: 'broken' | 'resumed' }): void {
    this.#timer ??= setTimeout(() => this.#close(), WINDOW_MS).unref();
    this.#told += 1;
    if (this.#told > MOST_TOLD) {
      this.#untold += 1;
      return;
    }
    const symbol = entry.symbol.toString();
    const { reason, message, lastUpdateId, nextUpdateId } = discontinuity;
    if (type === 'broken') {
      this.#logger.warn(`${symbol} is broken: ${message}`, { reason, lastUpdateId, nextUpdateId });
    } else {
      const { resumedAt, brokenAt, resumedUpdateId } = discontinuity;
      const after = formatElapsed(resumedAt - brokenAt);
      this.#logger.info(`${symbol} is whole again, after ${after}`, { reason, resumedUpdateId });
    }
  }

  #close(): void {
    if (this.#untold > 0) this.#logger.warn(`${this.#untold} more books broke or were whole again`);
    this.#timer = null;
    this.#told = 0;
    this.#untold = 0;
  }
}
