import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Instrument, OrderBookStreamEvent } from '@marketloom/exchange';
import type { CatalogueEntry } from '@marketloom/storage';
import type { DiscontinuityLog } from './discontinuity-log.ts';
import type { DueSlot } from './slot-schedule.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';
import type { StreamProgress, StreamState } from './stream-progress.ts';
import { type StreamedBookSummary, type StreamedSlots, sumStreamedSlots } from './stream-summary.ts';
import { StreamedBook, type StreamedBookParts } from './streamed-book.ts';

/** What {@link LiveBooks} work with. */
export interface LiveBooksParts extends Omit<StreamedBookParts, 'settled'> {
  readonly writer: Pick<SnapshotWriter, 'write' | 'record' | 'waiting' | 'away'>;
  readonly discontinuities: Pick<DiscontinuityLog, 'record'>;
  readonly clock: Clock;
  /** When the run began, epoch ms. */
  readonly startedAt: number;
  readonly report: (progress: StreamProgress) => void;
}

/** All books of a run: hears what the exchange's streams tell of them, and has each take its slots. */
export class LiveBooks {
  readonly #parts: LiveBooksParts;
  readonly #books: ReadonlyMap<string, StreamedBook>;
  #waiting: number;
  #isReporting = false;

  constructor(entries: readonly CatalogueEntry[], parts: LiveBooksParts) {
    this.#parts = parts;
    const bookParts = { ...parts, settled: () => this.#reportSoon() };
    this.#books = new Map(entries.map((entry) => [keyOf(entry), new StreamedBook(entry, bookParts)]));
    this.#waiting = entries.length;
  }

  /** Whether each has had all its slots. */
  get areOver(): boolean {
    return this.#all.every(({ isOver }) => isOver);
  }

  get total(): StreamedSlots {
    return sumStreamedSlots(this.#all.map(({ counts }) => counts));
  }

  get #all(): StreamedBook[] {
    return [...this.#books.values()];
  }

  /** Takes note of all events until there are no more. */
  async listen(events: AsyncIterable<OrderBookStreamEvent>): Promise<void> {
    for await (const event of events) {
      if (event.kind === 'book') this.#hear(event);
      else this.#hearBreak(event);
    }
  }

  /** Has each take a slot. Many deep books take a while: between two of them others have their turn. */
  async take(slot: DueSlot): Promise<void> {
    for (const book of this.#all) {
      book.take(slot, this.#parts.clock.now());
      await nextTurn();
    }
    this.#reportSoon();
  }

  /** What became of them by `now`. */
  summaries(now: number): StreamedBookSummary[] {
    return this.#all.map((book) => book.summary(now));
  }

  #hear({ book: live }: OrderBookStreamEvent & { readonly kind: 'book' }): void {
    const isNew = this.#bookOf(live.instrument)?.isHere(live) ?? false;
    if (!isNew) return;
    this.#waiting -= 1;
    const { report, clock, startedAt } = this.#parts;
    if (this.#waiting === 0)
      report({ type: 'live', books: this.#books.size, elapsedMs: clock.now() - startedAt });
  }

  #hearBreak(event: OrderBookStreamEvent & { readonly kind: 'broken' | 'resumed' }): void {
    const book = this.#bookOf(event.discontinuity.instrument);
    if (book === undefined) return;
    const { entry } = book;
    const { discontinuities, report } = this.#parts;
    discontinuities.record({ symbolId: entry.id, discontinuity: event.discontinuity });
    if (event.kind === 'broken') {
      book.broke(event.discontinuity);
      report({ type: 'broken', entry, discontinuity: event.discontinuity });
    } else {
      book.resumed(event.discontinuity);
      report({ type: 'resumed', entry, discontinuity: event.discontinuity });
    }
  }

  #bookOf(instrument: Instrument): StreamedBook | undefined {
    return this.#books.get(keyOf(instrument));
  }

  /** Several changes at once are told together. */
  #reportSoon(): void {
    if (this.#isReporting) return;
    this.#isReporting = true;
    setImmediate(() => {
      this.#isReporting = false;
      this.#parts.report(this.#state());
    });
  }

  #state(): StreamState {
    const { writer } = this.#parts;
    const state = { live: 0, broken: 0, waiting: 0, gaps: 0, updates: 0 };
    for (const book of this.#all) {
      state[book.state] += 1;
      state.gaps += book.gaps;
      state.updates += book.updates;
    }
    return { type: 'state', ...state, total: this.total, unwritten: writer.waiting, away: writer.away };
  }
}

const keyOf = ({ market, exchangeSymbol }: Instrument): string => `${market}/${exchangeSymbol}`;
