import type {
  LiveOrderBook,
  OrderBookDiscontinuity,
  OrderBookStreamEvent,
  ResumedOrderBook,
} from '@marketloom/exchange';

interface Waiting {
  readonly resolve: (event: OrderBookStreamEvent) => void;
  readonly reject: (reason: unknown) => void;
}

interface Entry {
  readonly event: OrderBookStreamEvent;
  readonly onTaken?: () => void;
}

/**
 * What a stream of books has to tell, in its order, to one reader. Of a book that has changed there is one event at a
 * time, so that who reads slowly gets the newest state; and a book is synchronised again only once its reader knows that
 * it was broken. So the queue holds no more than a few events a book.
 */
export class StreamEvents {
  readonly #queue: Entry[] = [];
  readonly #changed: Set<LiveOrderBook> = new Set();
  #waiting: Waiting | null = null;
  #isHandedOut = false;
  #failure: { readonly error: unknown } | null = null;

  /** A book has changed. */
  changed(book: LiveOrderBook): void {
    if (this.#changed.has(book)) return;
    this.#changed.add(book);
    this.#push({ event: { kind: 'book', book } });
  }

  /** A book broke. `onTaken` is called when the reader has been told. */
  broken(discontinuity: OrderBookDiscontinuity, onTaken: () => void): void {
    this.#push({ event: { kind: 'broken', discontinuity }, onTaken });
  }

  /** A book is whole again. */
  resumed(discontinuity: ResumedOrderBook): void {
    this.#push({ event: { kind: 'resumed', discontinuity } });
  }

  /** Nothing more will come: `next` throws, at once. The first failure counts. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#waiting?.reject(this.#failure.error);
    this.#waiting = null;
  }

  /**
   * Whether the reader was given something since this was last asked. It sees it only once what runs now has run out:
   * who changes books waits for that, so that what an event tells is so when it is read.
   */
  takeHandedOut(): boolean {
    const isHandedOut = this.#isHandedOut;
    this.#isHandedOut = false;
    return isHandedOut;
  }

  /** The next event, when there is one. */
  async next(): Promise<OrderBookStreamEvent> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure.error;
      const entry = this.#queue.shift();
      if (entry === undefined) break;
      if (this.#take(entry)) return entry.event;
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #push(entry: Entry): void {
    const waiting = this.#waiting;
    if (waiting === null) {
      this.#queue.push(entry);
      return;
    }
    this.#waiting = null;
    this.#take(entry);
    waiting.resolve(entry.event);
  }

  /** Whether an event is still worth telling: a book that has broken since has changed no more. */
  #take({ event, onTaken }: Entry): boolean {
    this.#isHandedOut = true;
    onTaken?.();
    if (event.kind !== 'book') return true;
    this.#changed.delete(event.book);
    return event.book.isWhole;
  }
}
