import {
  type Clock,
  type ExchangeInterface,
  type Logger,
  type OrderBookSnapshot,
  silentLogger,
  systemClock,
} from '@marketloom/exchange';
import { type CatalogueEntry, type Database, isStorageError } from '@marketloom/storage';
import { describeFailure, type Failure, stopsEverything } from './failure.ts';
import { withGrace } from './grace-signal.ts';
import type { Outcome } from './ingest-summary.ts';
import { IngestionError } from './ingestion-error.ts';
import { missedSlots, nextSlot } from './poll-schedule.ts';
import { selectInstruments } from './select-instruments.ts';

/** What {@link recordOrderBook} takes. */
export interface RecordOrderBookOptions {
  readonly exchange: ExchangeInterface;
  readonly database: Pick<Database, 'symbols' | 'orderBooks'>;
  /** One symbol, or several that are polled together. */
  readonly symbol: string | readonly string[];
  /** The time between two slots; 5 seconds. */
  readonly everyMs?: number | undefined;
  /** How many levels a side, at least where the exchange has them; the exchange's own default when left out. */
  readonly depth?: number | undefined;
  /** How many slots; without end when left out. A single one is taken at once, several are aligned to the clock. */
  readonly count?: number | undefined;
  /** Stops the run after what is in hand. */
  readonly signal?: AbortSignal | undefined;
  /** How long what is in hand may take after that; 5 seconds. */
  readonly graceMs?: number | undefined;
  /** Told of each snapshot that came; `stored` is false for one that was there already. */
  readonly onSnapshot?:
    | ((entry: CatalogueEntry, snapshot: OrderBookSnapshot, stored: boolean) => void)
    | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
}

/** What became of one instrument's slots. */
export interface OrderBookTally {
  readonly entry: CatalogueEntry;
  stored: number;
  /** Snapshots that were in the database already: the book had not changed. */
  duplicate: number;
  failed: number;
  /** Why the last of the failed ones failed. */
  lastFailure: Failure | null;
}

/** What a run did. */
export interface RecordSummary {
  readonly exchange: string;
  readonly outcome: Outcome;
  /** Whether the run was stopped before its end. */
  readonly interrupted: boolean;
  readonly books: readonly OrderBookTally[];
  /** Slots that passed while the one before was still being taken. */
  readonly missedSlots: number;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Takes snapshots of order books on a schedule aligned to the clock, and stores each. A slot that fails is counted and
 * does not end the run, unless the database is gone.
 * @throws {IngestionError} when the catalogue is empty or the request is at fault
 * @throws {UnknownSymbolError} naming the nearest symbols
 */
export async function recordOrderBook(options: RecordOrderBookOptions): Promise<RecordSummary> {
  const { exchange, database, signal, clock = systemClock, everyMs = 5_000, count = Infinity } = options;
  if (!(everyMs >= 1))
    throw new IngestionError('invalidRequest', `the time between two slots is ${everyMs} ms`);
  if (!(count >= 1)) throw new IngestionError('invalidRequest', `the number of slots is ${count}`);
  const startedAt = clock.now();
  const symbols = typeof options.symbol === 'string' ? [options.symbol] : options.symbol;
  const entries = await selectInstruments(database, exchange.id, { symbols });
  exchange.useInstruments(entries);
  const fatal = new AbortController();
  const stop = signal ? AbortSignal.any([signal, fatal.signal]) : fatal.signal;
  const grace = withGrace(stop, options.graceMs ?? 5_000);
  const books = entries.map((entry) => ({ entry, stored: 0, duplicate: 0, failed: 0, lastFailure: null }));
  let missed = 0;
  let last = count === 1 ? startedAt : Number.NEGATIVE_INFINITY;
  try {
    for (let slot = 0; slot < count && !stop.aborted; slot += 1) {
      if (count > 1) {
        const next = nextSlot(clock.now(), everyMs, last);
        if (slot > 0) missed += missedSlots(last, next, everyMs);
        if (!(await sleepUntil(next, clock, stop))) break;
        last = next;
      }
      await Promise.all(
        books.map((book) => take(options, book, grace.signal, (error) => fatal.abort(error))),
      );
    }
  } finally {
    grace[Symbol.dispose]();
  }
  const interrupted = signal?.aborted ?? false;
  const outcome = outcomeOf(books);
  return {
    exchange: exchange.id,
    outcome,
    interrupted,
    books,
    missedSlots: missed,
    startedAt,
    endedAt: clock.now(),
  };
}

async function take(
  options: RecordOrderBookOptions,
  book: OrderBookTally,
  signal: AbortSignal,
  onFatal: (error: unknown) => void,
): Promise<void> {
  const { exchange, database, depth, logger = silentLogger } = options;
  try {
    const request = { symbol: book.entry, signal, ...(depth === undefined ? {} : { depth }) };
    const snapshot = await exchange.fetchOrderBookSnapshot(request);
    const { stored } = await database.orderBooks.store(book.entry.id, snapshot);
    book[stored ? 'stored' : 'duplicate'] += 1;
    options.onSnapshot?.(book.entry, snapshot, stored);
  } catch (error) {
    book.failed += 1;
    book.lastFailure = describeFailure(error);
    logger.warn(`order book of ${book.entry.symbol.toString()} not stored`, { ...book.lastFailure });
    // A ban ends by itself, and slots that fall into it are counted as failed; a database that is gone loses all.
    if (isStorageError(error) && stopsEverything(error)) onFatal(error);
  }
}

async function sleepUntil(time: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const delay = time - clock.now();
  if (delay <= 0) return !signal.aborted;
  return clock.sleep(delay, signal).then(
    () => true,
    () => false,
  );
}

function outcomeOf(books: readonly OrderBookTally[]): Outcome {
  if (books.every((book) => book.failed === 0)) return 'complete';
  return books.some((book) => book.stored + book.duplicate > 0) ? 'partial' : 'failed';
}
