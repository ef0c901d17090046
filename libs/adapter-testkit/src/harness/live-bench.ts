import { setTimeout } from 'node:timers/promises';
import type { Instrument, LiveOrderBook, OrderBookStreamEvent } from '@marketloom/exchange';
import { ConformanceError, insist, insistSame } from '../checks/check.ts';
import { plain } from '../checks/plain-decimal.ts';
import type { SimulatedMarket } from '../simulation/description.ts';
import { taken } from '../simulation/route.ts';
import { SimulatedLiveBook } from '../simulation/simulated-live-book.ts';
import type { ConformanceSubject } from '../subject.ts';
import { Bench } from './bench.ts';

/** So long nothing must come before it is believed that nothing will, in ms. */
const PATIENCE_MS = 10_000;
/** After so many events a book ought to be where the exchange's is. */
const MOST_EVENTS = 200;
/** Down to here books are compared. */
const DEPTH = 20;

/** An adapter that keeps one book live, and the exchange's book. */
export class LiveBench implements AsyncDisposable {
  readonly bench: Bench;
  readonly instrument: Instrument;
  readonly #live: SimulatedLiveBook;
  readonly #market: SimulatedMarket;
  readonly #events: AsyncIterator<OrderBookStreamEvent>;
  readonly #over = new AbortController();
  /** The book that was told of last. */
  #book: LiveOrderBook | null = null;

  private constructor(
    bench: Bench,
    instrument: Instrument,
    live: SimulatedLiveBook,
    market: SimulatedMarket,
    signal: AbortSignal | undefined,
  ) {
    this.bench = bench;
    this.instrument = instrument;
    this.#live = live;
    this.#market = market;
    const ends = AbortSignal.any([this.#over.signal, ...(signal === undefined ? [] : [signal])]);
    const events = bench.exchange.streamOrderBooks({ symbols: [instrument], signal: ends });
    this.#events = events[Symbol.asyncIterator]();
  }

  static async start(
    subject: ConformanceSubject,
    market: SimulatedMarket,
    signal?: AbortSignal,
  ): Promise<LiveBench> {
    const bench = await Bench.start(subject);
    const instrument = await bench.instrument(market);
    const live = new SimulatedLiveBook(instrument.exchangeSymbol, bench.clock.now());
    if (market.streams !== undefined) {
      bench.sockets.served = {
        streams: market.streams,
        books: new Map([[instrument.exchangeSymbol, live]]),
      };
    }
    bench.server.simulation.bookOf = (exchangeSymbol) =>
      exchangeSymbol === instrument.exchangeSymbol ? live.book : null;
    return new LiveBench(bench, instrument, live, market, signal);
  }

  /** The exchange's book changes, and those who listen are told. */
  change(): void {
    this.bench.sockets.send(this.#live.change(this.bench.clock.now()));
  }

  /** The exchange's book changes, and nobody is told. */
  changeUnsent(): void {
    this.#live.change(this.bench.clock.now());
  }

  /** An update is sent that no book can take. */
  cross(): void {
    this.bench.sockets.send(this.#live.cross(this.bench.clock.now()));
  }

  /** Changes the book so many times between each snapshot that is answered and its arrival. */
  changeDuringSnapshots(times: number): void {
    const { server } = this.bench;
    server.disturb((request) => {
      if (taken(this.#market.orderBook, request) === null) return null;
      const answer = server.simulation.answer(request);
      for (let time = 0; time < times; time += 1) this.change();
      return { kind: 'answer', answer };
    });
  }

  /** The next event; of a book, one that is the exchange's as it is or was. */
  async next(): Promise<OrderBookStreamEvent> {
    const given = new AbortController();
    const patience = setTimeout(PATIENCE_MS, null, { signal: given.signal, ref: false });
    try {
      const result = await Promise.race([this.#events.next(), patience]);
      if (result === null) throw new ConformanceError(`no event came in ${PATIENCE_MS} ms`);
      insist(result.done !== true, () => 'the stream ends by itself');
      const event = result.value;
      if (event.kind === 'book') {
        this.#insistTrue(event.book);
        this.#book = event.book;
      }
      return event;
    } finally {
      given.abort();
      await patience.catch(() => undefined);
    }
  }

  /** The next event of a kind; before it, no book may be told of that has gone on from `last`. */
  async until(kind: OrderBookStreamEvent['kind'], last?: bigint): Promise<OrderBookStreamEvent> {
    for (let count = 0; count < MOST_EVENTS; count += 1) {
      const event = await this.next();
      if (event.kind === kind) return event;
      insist(
        last === undefined || event.kind !== 'book' || event.book.lastUpdateId <= last,
        () => `the book goes on behind update ${last}, and nobody was told that it was broken`,
      );
    }
    throw new ConformanceError(`no event of the kind ${kind} came`);
  }

  /** Waits until the book is the exchange's as it is now, and gives it. */
  async untilNewest(): Promise<LiveOrderBook> {
    for (let count = 0; count < MOST_EVENTS; count += 1) {
      const book = this.#book;
      if (book?.isWhole === true && String(book.lastUpdateId) === this.#live.book.updateId) return book;
      await this.next();
    }
    throw new ConformanceError(`the book never came to be at update ${this.#live.book.updateId}`);
  }

  /** The reader is done. */
  async leave(): Promise<void> {
    await this.#events.return?.();
  }

  #insistTrue(book: LiveOrderBook): void {
    const { exchangeSymbol, market } = this.instrument;
    const id = String(book.lastUpdateId);
    const truth = this.#live.at(id);
    insist(book.isWhole, () => `${exchangeSymbol}: a book is told that is not whole`);
    insist(
      truth !== null,
      () => `${exchangeSymbol}: the book is at update ${id}, with which no message ended`,
    );
    insistSame(book.instrument.exchangeSymbol, exchangeSymbol, 'whose book it is');
    insistSame(
      book.sizeUnit,
      this.bench.exchange.capabilities[market]?.orderBook.sizeUnit,
      'what its sizes count',
    );
    const depth = Math.min(DEPTH, book.knownDepth);
    insist(depth >= 1, () => `${exchangeSymbol}: not even the best level of the book is known`);
    const snapshot = book.snapshot(depth);
    for (const side of ['bids', 'asks'] as const) {
      const levels = snapshot[side].map(({ price, size }) => [price.toFixed(), size.toFixed()]);
      const due = truth[side].slice(0, depth).map((level) => level.map(plain));
      insistSame(levels, due, `${exchangeSymbol}: ${side} at update ${id}`);
    }
    insistSame(
      book.bestBid?.price.toFixed(),
      plain(truth.bids[0]?.[0] ?? ''),
      `${exchangeSymbol}: its best bid`,
    );
    insistSame(
      book.bestAsk?.price.toFixed(),
      plain(truth.asks[0]?.[0] ?? ''),
      `${exchangeSymbol}: its best ask`,
    );
    insistSame(String(snapshot.lastUpdateId), id, `${exchangeSymbol}: the update of its snapshot`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    // Who does not end then has been told of already.
    await Promise.race([this.leave().catch(() => undefined), setTimeout(1000, undefined, { ref: false })]);
    await this.bench[Symbol.asyncDispose]();
  }
}
