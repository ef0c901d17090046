import {
  type Instrument,
  isExchangeError,
  LiveBook,
  type OrderBookDiscontinuity,
  type OrderBookDiscontinuityReason,
  type OrderBookSnapshot,
} from '@marketloom/exchange';
import type { Diff } from './diff.ts';
import { DiffBuffer } from './diff-buffer.ts';
import type { SequenceRules } from './sequence.ts';
import type { StreamEvents } from './stream-events.ts';

/** What a {@link BookTrack} works with. */
export interface BookTrackOptions {
  readonly instrument: Instrument;
  readonly sizeUnit: OrderBookSnapshot['sizeUnit'];
  readonly rules: SequenceRules;
  readonly events: StreamEvents;
  /** The book is filled up again when fewer levels a side are known. */
  readonly refillBelow: number;
  /** The local clock, epoch ms. */
  readonly now: () => number;
  /** Takes a snapshot in its turn and calls `accept`, again until that says that it will do, or the signal aborts. */
  readonly takeSnapshot: (accept: (snapshot: OrderBookSnapshot) => boolean, signal: AbortSignal) => void;
}

/**
 * Keeps one book by the exchange's rules: a snapshot, the updates that came meanwhile, then one update after the other.
 * It knows when the sequence is broken, and mends it.
 */
export class BookTrack {
  readonly book: LiveBook;
  readonly #options: BookTrackOptions;
  readonly #buffer: DiffBuffer;
  /** Whether the streams are open: only then a snapshot is of use. */
  #isConnected = false;
  /** The snapshot on order. */
  #order: AbortController | null = null;
  /** Why the next update is judged as the first after a snapshot. */
  #bridge: 'snapshot' | 'handover' | null = null;
  #broken: OrderBookDiscontinuity | null = null;
  /** Whether the reader does not know yet that the book is broken. */
  #isUntold = false;

  constructor(options: BookTrackOptions) {
    const { instrument, sizeUnit, rules } = options;
    this.#options = options;
    this.#buffer = new DiffBuffer(rules);
    const operation = `streamOrderBooks ${instrument.exchangeSymbol}`;
    this.book = new LiveBook({ instrument, sizeUnit, operation });
  }

  /** The streams are open: from now on no update is missed. */
  connected(): void {
    this.#isConnected = true;
    this.#synchronise();
  }

  /** The streams are those of another connection, which has run beside the one before: updates may come again. */
  handedOver(): void {
    if (this.book.isWhole) this.#bridge ??= 'handover';
  }

  /** The streams are lost. */
  disconnected(reason: OrderBookDiscontinuityReason, message: string): void {
    this.#isConnected = false;
    this.#order?.abort();
    this.#order = null;
    this.break(reason, message);
    this.#buffer.clear();
  }

  /** An update came. */
  receive(diff: Diff): void {
    const { isWhole } = this.book;
    if (this.#order !== null || !isWhole) this.#buffer.push(diff);
    if (!isWhole) return;
    switch (this.#standing(diff)) {
      case 'old':
        return;
      case 'gap':
        this.#breakAt(diff);
        return;
      case 'next':
        this.#apply(diff);
        break;
    }
  }

  /** The book is not to be believed any more, and is synchronised again. One that is not whole stays as it is. */
  break(reason: OrderBookDiscontinuityReason, message: string): void {
    if (this.book.isWhole) this.#break({ reason, message, nextUpdateId: null });
  }

  #break(what: Pick<OrderBookDiscontinuity, 'reason' | 'message' | 'nextUpdateId'>): void {
    const { instrument, events, now } = this.#options;
    const { lastUpdateId } = this.book;
    this.book.invalidate();
    this.#bridge = null;
    this.#order?.abort();
    this.#order = null;
    this.#buffer.clear();
    this.#broken = { instrument, ...what, brokenAt: now(), lastUpdateId };
    this.#isUntold = true;
    events.broken(this.#broken, () => {
      this.#isUntold = false;
      this.#synchronise();
    });
  }

  #standing(diff: Diff): 'old' | 'next' | 'gap' {
    const { rules } = this.#options;
    const { lastUpdateId } = this.book;
    return this.#bridge === null
      ? rules.afterUpdate(diff, lastUpdateId)
      : rules.afterSnapshot(diff, lastUpdateId);
  }

  #breakAt(diff: Diff): void {
    const { lastUpdateId } = this.book;
    const { firstUpdateId, previousUpdateId } = diff;
    const behind = previousUpdateId === null ? '' : `, which follows ${previousUpdateId}`;
    const isStale = this.#bridge === 'snapshot';
    this.#break({
      reason: isStale ? 'staleSnapshot' : 'gap',
      message: `${isStale ? 'after the snapshot at' : 'after'} update ${lastUpdateId} came ${firstUpdateId}${behind}`,
      nextUpdateId: firstUpdateId,
    });
    this.#buffer.push(diff);
  }

  #apply(diff: Diff): void {
    try {
      this.book.apply(diff);
    } catch (error) {
      if (!isExchangeError(error)) throw error;
      this.#break({ reason: 'invalidBook', message: error.message, nextUpdateId: diff.firstUpdateId });
      return;
    }
    this.#bridge = null;
    this.#options.events.changed(this.book);
    if (this.book.knownDepth < this.#options.refillBelow) this.#synchronise();
  }

  /** Orders a snapshot, unless there is one on order or none is of use. */
  #synchronise(): void {
    if (this.#order !== null || !this.#isConnected || this.#isUntold) return;
    const isNeeded = !this.book.isWhole || this.book.knownDepth < this.#options.refillBelow;
    if (!isNeeded) return;
    // For a whole book that is to be filled up, what it has already is of no use to the snapshot.
    if (this.book.isWhole) this.#buffer.clear();
    const order = new AbortController();
    this.#order = order;
    this.#options.takeSnapshot((snapshot) => this.#accept(snapshot, order), order.signal);
  }

  /** Begins the book anew with a snapshot; false when it does not go with the updates that came since. */
  #accept(snapshot: OrderBookSnapshot, order: AbortController): boolean {
    if (this.#order !== order) return true;
    const { isWhole, lastUpdateId, exchangeTs } = this.book;
    const id = snapshot.lastUpdateId ?? 0n;
    const since = this.#buffer.since(id);
    // Taken from a server that lags: what is behind it had come already.
    if (since === null || (since.length === 0 && id < lastUpdateId)) return false;
    const isSame = isWhole && id === lastUpdateId;
    this.book.reset(snapshot, snapshot.exchangeTs ?? (isSame ? exchangeTs : null));
    this.#bridge = since.length === 0 ? 'snapshot' : null;
    try {
      for (const diff of since) this.book.apply(diff);
    } catch (error) {
      if (!isExchangeError(error)) throw error;
      // A newer snapshot may hold what is impossible here.
      if (!isWhole) return false;
      this.#break({ reason: 'invalidBook', message: error.message, nextUpdateId: id });
      return true;
    }
    this.#order = null;
    this.#buffer.clear();
    this.#resume();
    return true;
  }

  #resume(): void {
    const { events, now } = this.#options;
    if (this.#broken !== null) {
      const resumedUpdateId = this.book.lastUpdateId;
      events.resumed({ ...this.#broken, resumedAt: now(), resumedUpdateId });
      this.#broken = null;
    }
    events.changed(this.book);
  }
}
