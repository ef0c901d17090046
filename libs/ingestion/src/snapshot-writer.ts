import { type Clock, type Logger, silentLogger, systemClock } from '@marketloom/exchange';
import { isStorageError, type OrderBookLapse } from '@marketloom/storage';
import { endWithin } from './end-within.ts';
import { describeFailure, type Failure } from './failure.ts';
import { LapseLog } from './lapse-log.ts';
import type { SnapshotFate, SnapshotToStore } from './snapshot-fate.ts';
import { SnapshotQueue } from './snapshot-queue.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { type PersistenceOptions, persist } from './persist.ts';

/** The most snapshots, and about the most levels, that one transaction writes. */
const BATCH = { snapshots: 200, levels: 400_000 };

/** How long slots that were late, failed or missed are gathered before they are written, ms. */
const LAPSES_MS = 1_000;

/** What {@link SnapshotWriter} takes. */
export interface SnapshotWriterOptions {
  readonly orderBooks: SnapshotStore;
  /** The time between two slots of an instrument, ms: lapses side by side are recorded as one. */
  readonly everyMs: number;
  /**
   * How many levels, of both sides of all snapshots together, wait at most while the database is away or slow: 500,000,
   * some 13 MB as adapters and live books give them. One snapshot always has room.
   */
  readonly maximumLevels?: number | undefined;
  /** Told how it goes; nobody when left out. */
  readonly logger?: Logger | undefined;
  /** The machine's when left out. */
  readonly clock?: Clock | undefined;
}

/** What a writer leaves behind when it ends. */
export interface SnapshotWriterEnd {
  /** Slots that were late, failed or missed and could not be recorded, as the database was away to the end. */
  readonly unrecordedSlots: number;
}

/**
 * Stores snapshots of any number of producers, those that wait together in one transaction. While the database is away it
 * keeps trying, and snapshots wait within a bound; what does not fit is lost, and recorded as lapses once the database is
 * back. One that the database does not take spoils no other.
 */
export class SnapshotWriter {
  readonly #options: SnapshotWriterOptions;
  readonly #clock: Clock;
  readonly #queue: SnapshotQueue;
  readonly #lapses: LapseLog;
  readonly #end = new AbortController();
  readonly #persistence: PersistenceOptions;
  readonly #running: Promise<void>;
  #lapsesSince = 0;
  #isClosing = false;
  #wake: () => void = () => undefined;
  /** Why the database is away; null while it answers. */
  #away: Failure | null = null;

  constructor(options: SnapshotWriterOptions) {
    const { clock = systemClock, logger = silentLogger, maximumLevels = 500_000 } = options;
    this.#options = options;
    this.#clock = clock;
    this.#queue = new SnapshotQueue(maximumLevels);
    this.#lapses = new LapseLog(options.everyMs);
    this.#persistence = {
      clock,
      end: this.#end.signal,
      onAway: (error) => {
        if (this.#away === null) {
          const details = { waiting: this.#queue.length, reason: describeFailure(error).message };
          logger.warn('the database does not answer: books wait, and it is tried again', details);
        }
        this.#away = describeFailure(error);
      },
      onAnswer: () => {
        if (this.#away !== null) logger.info('the database answers again', { waiting: this.#queue.length });
        this.#away = null;
      },
    };
    this.#running = this.#run();
  }

  /** How many snapshots wait, those that are being written included. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Why the database is away; null while it answers. */
  get away(): Failure | null {
    return this.#away;
  }

  /** Stores a snapshot; resolves with what became of it, and never rejects. A slot that is lost or refused is recorded. */
  write(item: SnapshotToStore): Promise<SnapshotFate> {
    return new Promise((resolve) => {
      const settle = (fate: SnapshotFate): void => {
        if ('failure' in fate) this.#recordFailed(item, fate.failure);
        resolve(fate);
      };
      if (this.#isClosing) settle(lost('the run was ending when it came'));
      else if (!this.#queue.add({ item, settle })) settle(lost(this.#whyNoRoom()));
      else this.#wake();
    });
  }

  #whyNoRoom(): string {
    const levels = `${this.#queue.maximumLevels} levels`;
    return this.#away === null
      ? `more books came than the database takes, and no more than ${levels} wait`
      : `the database was away, and no more than ${levels} wait: ${this.#away.message}`;
  }

  /** Records slots that were late, failed or missed, soon. */
  record(lapse: OrderBookLapse): void {
    if (this.#lapses.isEmpty) this.#lapsesSince = this.#elapsed();
    this.#lapses.add(lapse);
    this.#wake();
  }

  #recordFailed({ entry, slotAt }: SnapshotToStore, { message }: Failure): void {
    this.record({
      symbolId: entry.id,
      kind: 'failed',
      slotAt,
      untilSlotAt: slotAt,
      slots: 1,
      delayMs: null,
      reason: message,
    });
  }

  /**
   * Writes what waits, and ends: as soon as that is done, or when `graceMs` are over. What is not written by then is
   * lost; of what was being written it is not known.
   */
  async close(graceMs: number = 5_000): Promise<SnapshotWriterEnd> {
    this.#isClosing = true;
    this.#wake();
    await endWithin(graceMs, { clock: this.#clock, running: this.#running, end: this.#end });
    return { unrecordedSlots: this.#lapses.slots };
  }

  async #run(): Promise<void> {
    while (!this.#end.signal.aborted) {
      const lapsesIn = this.#lapsesIn();
      if (lapsesIn <= 0) await this.#writeLapses();
      else if (this.#queue.length > 0) await this.#writeBatch();
      else if (this.#isClosing && this.#lapses.isEmpty) return;
      else await this.#sleep(lapsesIn);
    }
    const why = this.#away === null ? '' : `: ${this.#away.message}`;
    const fate = lost(`the run ended before the database had answered${why}`);
    for (const { settle } of this.#queue.takeAll()) settle(fate);
  }

  /** How long until lapses are to be written, in ms. */
  #lapsesIn(): number {
    if (this.#lapses.isEmpty) return Number.POSITIVE_INFINITY;
    if (this.#isClosing) return this.#queue.length > 0 ? Number.POSITIVE_INFINITY : 0;
    return this.#lapsesSince + LAPSES_MS - this.#elapsed();
  }

  async #writeBatch(): Promise<void> {
    const batch = this.#queue.peek(BATCH);
    let fates: readonly SnapshotFate[];
    try {
      fates = await this.#store(batch.map(({ item }) => item));
    } catch {
      // Only the end: what waits is told of it there.
      return;
    }
    this.#queue.drop(batch.length);
    for (const [index, { settle }] of batch.entries()) settle(fates[index] as SnapshotFate);
  }

  /** @throws when the writer ends */
  async #store(items: readonly SnapshotToStore[]): Promise<SnapshotFate[]> {
    const rows = items.map(({ entry, snapshot }) => ({ symbolId: entry.id, snapshot }));
    try {
      const { orderBooks } = this.#options;
      const results = await persist(() => orderBooks.storeAll(rows), this.#persistence);
      return results.map(({ stored }) => ({ kind: stored ? 'stored' : 'duplicate' }));
    } catch (error) {
      this.#end.signal.throwIfAborted();
      const [one, ...others] = items;
      if (one === undefined || others.length === 0) return [fateOf(error)];
      // One of them is at fault: each for itself, and the others are stored.
      const fates: SnapshotFate[] = [];
      for (const item of items) fates.push(...(await this.#store([item])));
      return fates;
    }
  }

  async #writeLapses(): Promise<void> {
    const { orderBooks, logger = silentLogger } = this.#options;
    const lapses = this.#lapses.seal();
    try {
      await persist(() => orderBooks.recordLapses(lapses), this.#persistence);
    } catch (error) {
      if (this.#end.signal.aborted) return;
      logger.error('slots that were late, failed or missed cannot be recorded', {
        reason: describeFailure(error).message,
        lapses: lapses.length,
      });
    }
    this.#lapses.written();
    this.#lapsesSince = this.#elapsed();
  }

  #elapsed(): number {
    return this.#clock.monotonic?.() ?? this.#clock.now();
  }

  async #sleep(delayMs: number): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    if (delayMs === Number.POSITIVE_INFINITY)
      await new Promise((resolve) => woken.signal.addEventListener('abort', resolve));
    else await this.#clock.sleep(delayMs, woken.signal).catch(() => undefined);
    this.#wake = () => undefined;
  }
}

const lost = (message: string): SnapshotFate => ({ kind: 'lost', failure: { kind: 'storage', message } });

function fateOf(error: unknown): SnapshotFate {
  const isRefused = isStorageError(error) && error.kind === 'invalidData';
  return { kind: isRefused ? 'refused' : 'lost', failure: describeFailure(error) };
}
