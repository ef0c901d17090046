import type { Clock, ExchangeInterface, Logger, OrderBookSnapshot } from '@marketloom/exchange';
import type { CatalogueEntry, OrderBookLapse } from '@marketloom/storage';
import { ClockWatch } from './clock-watch.ts';
import { describeFailure, type Failure } from './failure.ts';
import type { PollTally } from './poll-tally.ts';
import type { DueSlot, SlotRun, SlotSchedule } from './slot-schedule.ts';
import type { SnapshotFate, SnapshotToStore } from './snapshot-fate.ts';

/** The clock is looked at so often at least, ms: it may be set, and the machine may sleep. */
const LONGEST_SLEEP_MS = 5_000;

/** A clock that is set back by less is kept in time, ms. */
const SET_BACK_MS = 1_000;

/** What the pollers of a run share. */
export interface PollParts {
  readonly exchange: ExchangeInterface;
  readonly depth: number | undefined;
  readonly everyMs: number;
  readonly toleranceMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the schedule. */
  readonly stop: AbortSignal;
  /** Ends what is in hand. */
  readonly grace: AbortSignal;
  /** When the schedule was ended, epoch ms; null while it was not. */
  readonly stoppedAt: () => number | null;
  /** Hands a snapshot on to be stored. */
  readonly write: (item: SnapshotToStore) => Promise<SnapshotFate>;
  /** Takes note of slots that did not go as planned; `isRecorded` when the database is told already. */
  readonly lapse: (entry: CatalogueEntry, lapse: OrderBookLapse, isRecorded: boolean) => void;
  /** Told when the clock was set back, and by how much, ms. */
  readonly setBack: (byMs: number, nextDueAt: number) => void;
  /** Told when something has changed. */
  readonly changed: () => void;
}

/** Keeps to the slots of one instrument. One that is slow or fails costs the others nothing. */
export class BookPoller {
  readonly #tally: PollTally;
  readonly #schedule: SlotSchedule;
  readonly #parts: PollParts;
  readonly #watch: ClockWatch;
  readonly #unsettled = new Set<Promise<void>>();

  constructor(tally: PollTally, schedule: SlotSchedule, parts: PollParts) {
    this.#tally = tally;
    this.#schedule = schedule;
    this.#parts = parts;
    this.#watch = new ClockWatch(parts.clock);
  }

  /** Takes slot after slot, until there are no more or it is stopped. Each that has come by then is accounted for. */
  async run(): Promise<void> {
    const { stop, stoppedAt, clock } = this.#parts;
    let wasInHand = false;
    while (!stop.aborted && !this.#schedule.isOver) {
      const { now, setByMs } = this.#watch.look();
      if (setByMs < -SET_BACK_MS) this.#parts.setBack(-setByMs, this.#schedule.nextDueAt);
      const due = this.#schedule.take(now);
      if (due?.missed) this.#miss(due.missed, this.#whyMissed(setByMs, wasInHand));
      wasInHand = typeof due?.slotAt === 'number';
      if (due === null) await this.#sleepUntil(this.#schedule.nextDueAt, now);
      else if (due.slotAt !== null) await this.#take(due, due.slotAt, now);
    }
    const rest = this.#schedule.passUntil(stoppedAt() ?? clock.now());
    if (rest) this.#miss(rest, wasInHand ? IN_HAND : 'the run was stopped as they came');
  }

  /** Resolves when it is known of each snapshot what became of it. */
  async settled(): Promise<void> {
    await Promise.all(this.#unsettled);
  }

  #whyMissed(setByMs: number, wasInHand: boolean): string {
    if (setByMs > this.#parts.everyMs / 2) return 'the clock was set forward, or the machine slept';
    return wasInHand ? IN_HAND : 'the machine was too busy';
  }

  async #take({ dueAt }: DueSlot, slotAt: number, begunAt: number): Promise<void> {
    const { exchange, depth, grace, everyMs, toleranceMs, clock } = this.#parts;
    const { entry } = this.#tally;
    let snapshot: OrderBookSnapshot;
    try {
      const request = { symbol: entry, signal: grace, ...(depth === undefined ? {} : { depth }) };
      snapshot = await exchange.fetchOrderBookSnapshot(request);
    } catch (error) {
      this.#fail(slotAt, grace.aborted ? INTERRUPTED : describeFailure(error));
      return;
    }
    const answeredAfter = clock.now() - dueAt;
    const begunAfter = begunAt - dueAt;
    if (begunAfter > toleranceMs)
      this.#store(snapshot, slotAt, { delayMs: begunAfter, reason: 'begun late' });
    else if (answeredAfter >= everyMs)
      this.#store(snapshot, slotAt, {
        delayMs: answeredAfter,
        reason: 'answered after the next slot had begun',
      });
    else this.#store(snapshot, slotAt, null);
  }

  /** Hands it on; the next slot does not wait until it is stored. */
  #store(snapshot: OrderBookSnapshot, slotAt: number, late: Lateness | null): void {
    const unsettled = this.#writeOne(snapshot, slotAt, late).finally(() => {
      this.#unsettled.delete(unsettled);
    });
    this.#unsettled.add(unsettled);
    this.#parts.changed();
  }

  async #writeOne(snapshot: OrderBookSnapshot, slotAt: number, late: Lateness | null): Promise<void> {
    const { entry } = this.#tally;
    const fate = await this.#parts.write({ entry, snapshot, slotAt });
    this.#parts.logger.debug(`order book ${fate.kind}`, {
      symbol: entry.symbol.toString(),
      slotAt: new Date(slotAt).toISOString(),
      lastUpdateId: String(snapshot.lastUpdateId),
    });
    this.#tally.settled(fate, late !== null);
    const one = { slotAt, untilSlotAt: slotAt, slots: 1 };
    // What was refused or lost is recorded by the writer.
    if ('failure' in fate) this.#lapse('failed', one, { delayMs: null, reason: fate.failure.message }, true);
    else if (late !== null) this.#lapse('late', one, late);
    else this.#parts.changed();
  }

  #fail(slotAt: number, failure: Failure): void {
    this.#tally.failed(failure);
    const one = { slotAt, untilSlotAt: slotAt, slots: 1 };
    this.#lapse('failed', one, { delayMs: null, reason: failure.message });
  }

  #miss(run: SlotRun, reason: string): void {
    this.#tally.missed(run.slots);
    this.#lapse('missed', run, { delayMs: null, reason });
  }

  #lapse(
    kind: OrderBookLapse['kind'],
    run: SlotRun,
    why: Pick<OrderBookLapse, 'delayMs' | 'reason'>,
    isRecorded: boolean = false,
  ): void {
    const { entry } = this.#tally;
    this.#parts.lapse(entry, { symbolId: entry.id, kind, ...run, ...why }, isRecorded);
    this.#parts.changed();
  }

  async #sleepUntil(time: number, now: number): Promise<void> {
    const { clock, stop } = this.#parts;
    await clock.sleep(Math.min(time - now, LONGEST_SLEEP_MS), stop).catch(() => undefined);
  }
}

/** How much later than it should something came, and why that counts. */
interface Lateness {
  readonly delayMs: number;
  readonly reason: string;
}

const IN_HAND = 'the snapshot before was still in hand';

const INTERRUPTED: Failure = { kind: 'interrupted', message: 'the run was stopped while it was in hand' };
