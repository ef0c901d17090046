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
  /** Slots that passed while the one before was still being taken. */
  missed: number;
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
  /** Slots that were missed, of all books together. */
  readonly missedSlots: number;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Takes snapshots of order books on a schedule aligned to the clock, and stores each. A slot that fails is counted and
 * does not end the run, unless the database is gone. Each instrument keeps to the slots by itself: one that is slow or
 * fails costs the others none.
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
  const books = entries.map((entry): OrderBookTally => ({
    entry,
    stored: 0,
    duplicate: 0,
    failed: 0,
    missed: 0,
    lastFailure: null,
  }));
  const schedule: Schedule = { clock, everyMs, count, first: nextSlot(startedAt, everyMs, -Infinity), stop };
  try {
    await Promise.all(
      books.map((book) =>
        keepTo(schedule, book, () => take(options, book, grace.signal, (error) => fatal.abort(error))),
      ),
    );
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
    missedSlots: books.reduce((sum, { missed }) => sum + missed, 0),
    startedAt,
    endedAt: clock.now(),
  };
}

interface Schedule {
  readonly clock: Clock;
  readonly everyMs: number;
  readonly count: number;
  /** The first slot, the same for all instruments. */
  readonly first: number;
  readonly stop: AbortSignal;
}

/** Takes `count` of one instrument's slots; those that pass meanwhile are counted as missed. */
async function keepTo(
  { clock, everyMs, count, first, stop }: Schedule,
  book: OrderBookTally,
  takeOne: () => Promise<void>,
): Promise<void> {
  if (count === 1) return stop.aborted ? undefined : takeOne();
  let last = first;
  for (let taken = 0; taken < count; taken += 1) {
    const slot = taken === 0 ? first : nextSlot(clock.now(), everyMs, last);
    book.missed += missedSlots(last, slot, everyMs);
    if (!(await sleepUntil(slot, clock, stop))) return;
    await takeOne();
    if (stop.aborted) return;
    last = slot;
  }
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
