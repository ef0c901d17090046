import type {
  CallOptions,
  Instrument,
  RequestBudget,
  Transport,
  TransportResponse,
} from '@marketloom/exchange';
import { budgetOf } from './budgets.ts';
import { throwIfRefused } from './errors.ts';
import type { Market } from './markets.ts';
import { bannedUntil } from './rate-limits.ts';

/** One question to one market. */
export interface MarketRequest<T> extends CallOptions {
  /** Behind the version: `klines`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | number>>;
  readonly weight: number;
  /** What is being done, for errors. */
  readonly operation: string;
  /** What it is about, for errors. */
  readonly instrument?: Instrument | undefined;
  /** Turns an answer that is not a refusal into the result. */
  decode(response: TransportResponse): T;
}

/** Puts questions to one market, inside its budget; refusals come back as typed errors. */
export class MarketClient {
  readonly market: Market;
  readonly budget: RequestBudget;
  readonly #root: string;
  readonly #transport: Transport;

  constructor(options: {
    readonly market: Market;
    /** The address to which paths are appended. */
    readonly root: string;
    readonly budgetShare: number;
    readonly transport: Transport;
  }) {
    this.market = options.market;
    this.#root = options.root;
    this.budget = budgetOf(options.market, options.root, options.budgetShare);
    this.#transport = options.transport;
  }

  /**
   * Sends a request and gives what `decode` made of the answer.
   * @throws {ExchangeError}
   */
  send<T>(request: MarketRequest<T>): Promise<T> {
    const { operation, instrument, weight, signal } = request;
    const query = new URLSearchParams(
      Object.entries(request.query).map(([key, value]): [string, string] => [key, String(value)]),
    ).toString();
    const path = `${this.market.prefix}/${this.market.version}/${request.path}`;
    return this.#transport.send({
      exchange: 'binance',
      operation,
      url: `${this.#root}${path}${query === '' ? '' : '?'}${query}`,
      budget: this.budget,
      weight,
      signal,
      decode: (response) => {
        throwIfRefused(response, { operation, instrument });
        return request.decode(response);
      },
      bannedUntil,
    });
  }
}
