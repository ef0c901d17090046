import { type Clock, type ExchangeInterface, silentLogger, systemClock } from '@marketloom/exchange';
import type { CatalogueEntry, Database, OrderBookStore } from '@marketloom/storage';
import { DiscontinuityLog } from './discontinuity-log.ts';
import { closeInTime } from './close-in-time.ts';
import { describeFailure, type Failure } from './failure.ts';
import { IngestionError } from './ingestion-error.ts';
import { LiveBooks } from './live-books.ts';
import type { RecordingOptions } from './recording-options.ts';
import { selectTrading } from './select-trading.ts';
import { slotRange } from './slot-range.ts';
import { SlotSchedule } from './slot-schedule.ts';
import { SnapshotWriter } from './snapshot-writer.ts';
import type { StreamProgress } from './stream-progress.ts';
import { outcomeOfStream, type StreamSummary } from './stream-summary.ts';

/** What {@link recordLiveOrderBooks} takes. */
export interface RecordLiveOrderBooksOptions extends RecordingOptions {
  readonly database: Pick<Database, 'symbols'> & {
    readonly orderBooks: Pick<
      OrderBookStore,
      'storeAll' | 'recordLapses' | 'recordDiscontinuities' | 'abandonDiscontinuities'
    >;
  };
  /** How many levels a side are stored, where the exchange has them; all that are known when left out. */
  readonly depth?: number | undefined;
  /** How many slots each book has, from the first after it is whole; without end when left out. */
  readonly count?: number | undefined;
  /** From when on slots count as missed while a book has never been whole yet, ms after the start: 30 seconds. */
  readonly patienceMs?: number | undefined;
  /** Stops the run. */
  readonly signal?: AbortSignal | undefined;
  /** How long what waits for the database may take after that, ms: 5 seconds. */
  readonly graceMs?: number | undefined;
  /** Told what happens, and whenever counts have changed: often. */
  readonly onProgress?: ((progress: StreamProgress) => void) | undefined;
}

/**
 * Keeps order books live from the exchange's streams, and stores each as it is in every slot of a schedule aligned to the
 * clock: whole books only, with the exchange's time and update id. A slot in which a book is broken is missed, and one in
 * which it is as it was before is a duplicate. Where the sequence breaks is recorded when it begins, and when it is over.
 * The database may be away: snapshots wait within a bound, and what is lost is counted, and recorded once it is back.
 * @throws {IngestionError} when the catalogue is empty, a market has no stream, or the request is at fault
 * @throws {UnknownSymbolError} naming the nearest symbols
 * @throws {StorageError} when the database cannot be used at the start
 */
export async function recordLiveOrderBooks(options: RecordLiveOrderBooksOptions): Promise<StreamSummary> {
  const { exchange, database, signal, depth, everyMs = 5_000 } = options;
  const { clock = systemClock, logger = silentLogger } = options;
  const { orderBooks } = database;
  const startedAt = clock.now();
  const { first, within } = slotRange(options, everyMs, startedAt);
  const entries = await selectTrading(options);
  refuseWithoutStream(exchange, entries);
  exchange.useInstruments(entries);
  const symbolIds = entries.map(({ id }) => id);
  const abandoned = await orderBooks.abandonDiscontinuities(symbolIds, startedAt);

  const writer = new SnapshotWriter({
    orderBooks,
    everyMs,
    maximumLevels: options.maximumLevels,
    logger,
    clock,
  });
  const discontinuities = new DiscontinuityLog({ orderBooks, logger, clock });
  const books = new LiveBooks(entries, {
    writer,
    discontinuities,
    logger,
    depth,
    count: options.count ?? Number.POSITIVE_INFINITY,
    patientUntil: startedAt + (options.patienceMs ?? 30_000),
    toleranceMs: Math.min(options.toleranceMs ?? 500, everyMs / 2),
    startedAt,
    clock,
    report: (progress) => options.onProgress?.(progress),
  });
  options.onProgress?.({ type: 'planned', books: entries.length, abandonedGaps: abandoned.length });

  const over = new AbortController();
  const stop = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  let failure: Failure | null = null;
  const listening = books
    .listen(exchange.streamOrderBooks({ symbols: entries, depth, signal: stop }))
    .catch((error: unknown) => {
      if (!stop.aborted) failure = describeFailure(error);
    })
    .finally(() => over.abort(new Error('the streams have ended')));
  try {
    await keepTo(new SlotSchedule({ first, everyMs, count: within, offsetMs: 0 }), books, { clock, stop });
  } finally {
    over.abort(new Error('the slots are over'));
  }
  const endedAt = clock.now();
  const times = { graceMs: options.graceMs ?? 5_000, drainMs: options.drainMs ?? 60_000 };
  const [{ unrecordedSlots }, unrecordedGaps] = await Promise.all([
    closeInTime(writer, signal, times),
    closeInTime(discontinuities, signal, times),
    listening,
  ]);
  const summaries = books.summaries(endedAt);
  const total = books.total;
  const counts = { failure, books: summaries, total, unrecordedSlots, unrecordedGaps };
  return {
    exchange: exchange.id,
    outcome: outcomeOfStream(counts),
    interrupted: signal?.aborted ?? false,
    everyMs,
    abandonedGaps: abandoned.length,
    ...counts,
    startedAt,
    endedAt: clock.now(),
  };
}

/** The clock is looked at so often at least, ms: it may be set, and the machine may sleep. */
const LONGEST_SLEEP_MS = 5_000;

/** Has the books take slot after slot, until there are no more. */
async function keepTo(
  schedule: SlotSchedule,
  books: LiveBooks,
  { clock, stop }: { readonly clock: Clock; readonly stop: AbortSignal },
): Promise<void> {
  while (!schedule.isOver && !books.areOver && !stop.aborted) {
    const due = schedule.take(clock.now());
    if (due !== null) await books.take(due);
    else {
      const left = Math.max(1, schedule.nextDueAt - clock.now());
      await clock.sleep(Math.min(left, LONGEST_SLEEP_MS), stop).catch(() => undefined);
    }
  }
}

function refuseWithoutStream(exchange: ExchangeInterface, entries: readonly CatalogueEntry[]): void {
  const one = entries.find(({ market }) => exchange.capabilities[market]?.orderBook.stream !== true);
  if (one === undefined) return;
  throw new IngestionError(
    'invalidRequest',
    `${one.symbol.toString()}: the ${one.market} market of ${exchange.id} has no stream of order books; they can be polled`,
  );
}
