import {
  type Clock,
  type ExchangeInterface,
  type LiveOrderBook,
  type OrderBookStreamEvent,
  systemClock,
} from '@marketloom/exchange';
import type { SandboxExchange } from '@marketloom/sandbox-exchange';

/** How far live books may lag behind the exchange before time stands still, in updates: two seconds. */
const MOST_BEHIND = 20;
/** How long time is taken to have passed at most since the last look, in ms: the process may have been held up. */
const LONGEST_STEP_MS = 20;

/**
 * Time that passes `rate` times as fast, for the simulated exchange and for us, and stands still while the books that are
 * kept live lag behind: so what a slow machine makes of an hour is the same as what a quick one does.
 */
export class SimulatedTime implements Disposable {
  readonly #rate: number;
  readonly #timer: NodeJS.Timeout;
  readonly #books = new Set<LiveOrderBook>();
  #sandbox: SandboxExchange | null = null;
  #time = Date.now();
  #lookedAt = performance.now();

  constructor(rate: number) {
    this.#rate = rate;
    this.#timer = setInterval(() => this.#look(), 2);
  }

  /** The time that the simulated exchange's clock is made from, epoch ms. */
  readonly now = (): number => Math.floor(this.#time);

  /** The clock of a simulated exchange whose time this is, as ours. */
  clockOf(sandbox: SandboxExchange): Clock {
    this.#sandbox = sandbox;
    const { clock } = sandbox;
    return {
      now: clock.now,
      sleep: async (delayMs, signal) => {
        const until = clock.now() + delayMs;
        for (let left = delayMs; left > 0; left = until - clock.now()) {
          await systemClock.sleep(Math.max(1, left / this.#rate), signal);
        }
        signal?.throwIfAborted();
      },
    };
  }

  /** Waits for the books that an exchange keeps live. */
  waitFor(exchange: ExchangeInterface): ExchangeInterface {
    const stream = exchange.streamOrderBooks.bind(exchange);
    exchange.streamOrderBooks = (request) => this.#watch(stream(request));
    return exchange;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async *#watch(events: AsyncIterable<OrderBookStreamEvent>): AsyncGenerator<OrderBookStreamEvent> {
    for await (const event of events) {
      if (event.kind === 'book') this.#books.add(event.book);
      yield event;
    }
    this.#books.clear();
  }

  #look(): void {
    const now = performance.now();
    const passed = Math.min(LONGEST_STEP_MS, now - this.#lookedAt);
    this.#lookedAt = now;
    if (![...this.#books].some((book) => book.isWhole && this.#isBehind(book)))
      this.#time += passed * this.#rate;
  }

  #isBehind({ instrument, lastUpdateId }: LiveOrderBook): boolean {
    const market = instrument.market as Parameters<SandboxExchange['book']>[0];
    const truth = this.#sandbox?.book(market, instrument.exchangeSymbol, undefined, 1);
    return Number(lastUpdateId) + MOST_BEHIND < (truth?.lastUpdateId ?? 0);
  }
}
