import type { BudgetFacts, QuestionContext, RestClient } from '@marketloom/adapter-kit';
import { BadResponseError } from '@marketloom/exchange';
import { readTradePage, type Trade, type TradePage } from './trade-page.ts';

/** The most trades of one answer: https://docs.kraken.com/api-reference/market-data/get-recent-trades */
const PAGE = 1000;

/** What a {@link TradeTape} works with. */
export interface TradeTapeOptions {
  /** The exchange's id, for errors. */
  readonly exchange: string;
  readonly client: Pick<RestClient, 'asking'>;
  /** The exchange's name of the pair. */
  readonly pair: string;
  readonly budget: BudgetFacts;
}

/**
 * The trades of one pair since its first, page by page. One page is asked for at a time, since no more than one a second is
 * allowed, and the last one is kept: who goes on where another stopped, or in the same stretch, needs no request for it.
 */
export class TradeTape {
  readonly #options: TradeTapeOptions;
  #kept: TradePage | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: TradeTapeOptions) {
    this.#options = options;
  }

  /** The time of the first trade there is, epoch ms; null when there is none. */
  async first(question: QuestionContext): Promise<number | null> {
    const { trades } = await this.#ask(0n, 1, question);
    return trades[0]?.timeMs ?? null;
  }

  /**
   * The trades from `start`, epoch ms, up to the newest, each once, in batches. A batch may be empty.
   *
   * Pages overlap by the trades of their last nanosecond: where a page ends among several of one time, the rest of them
   * would be passed over else. What came before is told by its id.
   * @throws {BadResponseError} when trades behind a full page cannot be asked for
   */
  async *since(start: number, question: QuestionContext): AsyncGenerator<readonly Trade[], void, undefined> {
    let since = BigInt(start) * 1_000_000n - 1n;
    let known: ReadonlySet<string> = new Set();
    for (;;) {
      const page = await this.#page(since, question);
      const { trades } = page;
      const fresh = trades.filter(({ id, timeMs }) => timeMs >= start && !known.has(id));
      yield fresh;
      const next = page.last - 1n;
      if (next <= since) {
        if (trades.length >= PAGE) throw this.#stuck(trades, since, question);
        if (fresh.length === 0) return;
      }
      known = new Set(trades.map(({ id }) => id));
      since = next > since ? next : since;
    }
  }

  /** A page that begins at `since` or before it, and ends behind it if there is a trade. */
  async #page(since: bigint, question: QuestionContext): Promise<TradePage> {
    const before = this.#turn;
    let pass = (): void => {};
    this.#turn = new Promise<void>((resolve) => (pass = resolve));
    try {
      await whileWanted(before, question.signal);
      const kept = this.#kept;
      if (kept !== null && kept.since <= since && since < kept.last - 1n) return kept;
      this.#kept = await this.#ask(since, PAGE, question);
      return this.#kept;
    } finally {
      // Who gives up while waiting must not let the next one pass those before him.
      void before.then(pass);
    }
  }

  async #ask(since: bigint, count: number, question: QuestionContext): Promise<TradePage> {
    const { client, pair, budget } = this.#options;
    const query = { pair, since: String(since), count };
    return readTradePage(await client.asking(question)({ path: '/0/public/Trades', query, budget }), since);
  }

  #stuck(trades: readonly Trade[], since: bigint, { operation }: QuestionContext): BadResponseError {
    const isOfOneTime = trades[0]?.timeMs === trades.at(-1)?.timeMs;
    const fault = isOfOneTime
      ? `${PAGE} trades or more at one time: those behind them cannot be asked for`
      : `the same ${PAGE} trades from whatever time is asked for: what lies behind them is not told`;
    const { exchange } = this.#options;
    return new BadResponseError(fault, { exchange, operation, path: '$.result.last', sample: String(since) });
  }
}

/** @throws the signal's reason as soon as it aborts */
function whileWanted(promise: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(resolve).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
