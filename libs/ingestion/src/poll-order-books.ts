import { type Logger, silentLogger, systemClock } from '@marketloom/exchange';
import type { CatalogueEntry, Database, OrderBookLapse } from '@marketloom/storage';
import { BookPoller, type PollParts } from './book-poller.ts';
import { closeInTime } from './close-in-time.ts';
import { withGrace } from './grace-signal.ts';
import { costsOf } from './poll-budget.ts';
import { noSlots, outcomeOfSlots, type PollProgress, type PollSummary } from './poll-summary.ts';
import { PollTally } from './poll-tally.ts';
import type { RecordingOptions } from './recording-options.ts';
import { selectTrading } from './select-trading.ts';
import { slotRange } from './slot-range.ts';
import { SlotSchedule } from './slot-schedule.ts';
import { spreadSlots } from './slot-spread.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { SnapshotWriter } from './snapshot-writer.ts';

/** What {@link pollOrderBooks} takes. */
export interface PollOrderBooksOptions extends RecordingOptions {
  readonly database: Pick<Database, 'symbols'> & { readonly orderBooks: SnapshotStore };
  /** How many levels a side, at least where the exchange has them; the exchange's own default when left out. */
  readonly depth?: number | undefined;
  /** How many slots; without end when left out. A single one is taken at once, several are aligned to the clock. */
  readonly count?: number | undefined;
  /** Stops the run after what is in hand. */
  readonly signal?: AbortSignal | undefined;
  /** How long what is in hand, and then what waits for the database, may take after that, ms: 5 seconds each. */
  readonly graceMs?: number | undefined;
  /** Told of slots that were late, failed or missed. */
  readonly onLapse?: ((entry: CatalogueEntry, lapse: OrderBookLapse) => void) | undefined;
  /** Told whenever something has changed: often. */
  readonly onProgress?: ((progress: PollProgress) => void) | undefined;
}

/** Where there is one slot only, none follows. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;

/**
 * Takes snapshots of order books on a schedule aligned to the clock, and stores them. Each instrument keeps to the slots by
 * itself, and each slot is taken at most once: what was late, what failed and what was missed is counted, recorded and
 * told. Neither the exchange nor the database ends the run by being away. Many instruments are spread within the slot.
 * @throws {IngestionError} when the catalogue is empty, the request is at fault, or more than the request budget allows
 * @throws {UnknownSymbolError} naming the nearest symbols
 */
export async function pollOrderBooks(options: PollOrderBooksOptions): Promise<PollSummary> {
  const { exchange, database, signal, depth, clock = systemClock, logger = silentLogger } = options;
  const { everyMs = 5_000, graceMs = 5_000, drainMs = 60_000 } = options;
  const startedAt = clock.now();
  const isSingle = options.count === 1;
  const { first, count } = isSingle ? { first: startedAt, count: 1 } : slotRange(options, everyMs, startedAt);
  const entries = await selectTrading(options);
  const plan = { entries, everyMs: isSingle ? NEVER_MS : everyMs, depth, slots: count };
  const offsets = spreadSlots(costsOf(exchange, plan), plan.everyMs);
  exchange.useInstruments(entries);

  const writer = new SnapshotWriter({
    orderBooks: database.orderBooks,
    everyMs,
    maximumLevels: options.maximumLevels,
    logger,
    clock,
  });
  const total = noSlots();
  let stoppedAt: number | null = null;
  const stop = signal ?? new AbortController().signal;
  const onStop = (): void => {
    stoppedAt ??= clock.now();
  };
  if (stop.aborted) onStop();
  stop.addEventListener('abort', onStop, { once: true });
  using grace = withGrace(stop, graceMs);
  const parts: PollParts = {
    exchange,
    depth,
    everyMs: plan.everyMs,
    toleranceMs: Math.min(options.toleranceMs ?? 500, plan.everyMs / 2),
    clock,
    logger,
    stop,
    grace: grace.signal,
    stoppedAt: () => stoppedAt,
    write: (item) => writer.write(item),
    lapse: (entry, lapse, isRecorded) => {
      if (!isRecorded) writer.record(lapse);
      options.onLapse?.(entry, lapse);
    },
    setBack: warnOnce(logger),
    changed: () => options.onProgress?.({ total, waiting: writer.waiting, away: writer.away }),
  };
  const tallies = entries.map((entry) => new PollTally(entry, total));
  const pollers = tallies.map((tally, index) => {
    const offsetMs = offsets[index] ?? 0;
    return new BookPoller(tally, new SlotSchedule({ first, everyMs: plan.everyMs, count, offsetMs }), parts);
  });
  let unrecordedSlots = 0;
  try {
    await Promise.all(pollers.map((poller) => poller.run()));
  } finally {
    ({ unrecordedSlots } = await closeInTime(writer, stop, { graceMs, drainMs }));
    stop.removeEventListener('abort', onStop);
  }
  await Promise.all(pollers.map((poller) => poller.settled()));
  return {
    exchange: exchange.id,
    outcome: outcomeOfSlots(total),
    interrupted: stop.aborted,
    everyMs,
    books: tallies.map((tally) => tally.summary()),
    total,
    unrecordedSlots,
    startedAt,
    endedAt: clock.now(),
  };
}

/** Says once that the clock was set back, though every instrument notices. */
function warnOnce(logger: Logger): PollParts['setBack'] {
  let saidOf = Number.NaN;
  return (byMs, nextDueAt) => {
    if (Math.abs(saidOf - nextDueAt) < 60_000) return;
    saidOf = nextDueAt;
    const next = new Date(nextDueAt).toISOString();
    logger.warn(
      `the clock was set back by ${Math.round(byMs)} ms: slots are not taken twice, the next one is ${next}`,
    );
  };
}
