import {
  type ExchangeInterface,
  type Instrument,
  LiveBook,
  type LiveOrderBook,
  type OrderBookDiscontinuity,
  type OrderBookStreamEvent,
  type ResumedOrderBook,
} from '@marketloom/exchange';

/** The streams of an exchange whose every event a test has happen. */
export class ScriptedBooks {
  readonly exchange: ExchangeInterface;
  readonly #events: OrderBookStreamEvent[] = [];
  #error: Error | null = null;
  #wake: () => void = () => undefined;
  /** Whether the streams were closed by their reader. */
  isClosed = false;

  /** @param real whose instruments and capabilities it has */
  constructor(real: ExchangeInterface) {
    this.exchange = {
      id: real.id,
      capabilities: real.capabilities,
      useInstruments: () => undefined,
      streamOrderBooks: ({ signal }: { readonly signal?: AbortSignal }) => this.#stream(signal),
    } as unknown as ExchangeInterface;
  }

  /** Something happens. */
  happen(event: OrderBookStreamEvent): void {
    this.#events.push(event);
    this.#wake();
  }

  /** The streams end with an error. */
  fail(error: Error): void {
    this.#error = error;
    this.#wake();
  }

  async *#stream(signal: AbortSignal | undefined): AsyncGenerator<OrderBookStreamEvent> {
    signal?.addEventListener('abort', () => this.#wake());
    try {
      for (;;) {
        signal?.throwIfAborted();
        const event = this.#events.shift();
        if (event !== undefined) yield event;
        else if (this.#error !== null) throw this.#error;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.isClosed = true;
    }
  }
}

/** A live book with one level a side, whose best bid is its update id. */
export function liveBook(instrument: Instrument, updateId: number): LiveBook {
  const live = new LiveBook({ instrument, sizeUnit: 'base', operation: 'test' });
  begin(live, updateId);
  return live;
}

/** Begins such a book anew. */
export function begin(live: LiveBook, updateId: number): void {
  live.reset({
    instrument: live.instrument,
    sizeUnit: live.sizeUnit,
    bids: [],
    asks: [],
    depth: 10,
    lastUpdateId: BigInt(updateId - 1),
    exchangeTs: null,
    retrievedAt: Date.now(),
  });
  advance(live, updateId);
}

/** The next update of such a book. */
export function advance(live: LiveBook, updateId: number): void {
  live.apply({
    bids: [[String(updateId), '1']],
    asks: [['1000000', '1']],
    lastUpdateId: BigInt(updateId),
    exchangeTs: Date.now(),
    receivedAt: Date.now(),
  });
}

/** A break of such a book. */
export function gapOf(
  live: LiveOrderBook,
  given: Partial<OrderBookDiscontinuity> = {},
): OrderBookDiscontinuity {
  return {
    instrument: live.instrument,
    reason: 'gap',
    message: 'an update is missing',
    brokenAt: Date.now(),
    lastUpdateId: live.lastUpdateId,
    nextUpdateId: live.lastUpdateId + 2n,
    ...given,
  };
}

/** The end of one. */
export function endOf(gap: OrderBookDiscontinuity, resumedUpdateId: number): ResumedOrderBook {
  return { ...gap, resumedAt: Date.now(), resumedUpdateId: BigInt(resumedUpdateId) };
}
