import type {
  CallOptions,
  Instrument,
  RequestBudget,
  RequestCost,
  Transport,
  TransportResponse,
} from '@marketloom/exchange';
import { readExactJson, throwForStatus } from '@marketloom/transport';
import type { RefusalContext } from '../errors/refusals.ts';
import type { Ask, BudgetFacts, EndpointRequest } from './endpoints.ts';

/** How an exchange words refusals. */
export interface RefusalReader {
  /**
   * Throws the typed error that an answer stands for, if it is a refusal by the exchange's own words; see `refusalError`.
   * It is asked of every answer, whatever its status; what it lets pass is judged by the status.
   */
  readonly throwIfRefused: (response: TransportResponse, context: RefusalContext) => void;
  /**
   * Until when a 429 or 418 says that nothing may be sent, epoch ms by our clock, in its body or in a header of the
   * exchange's own; null where it is silent. `Retry-After` is read by itself, and the later time counts. These two statuses
   * do not come to `throwIfRefused` as long as they are waited for.
   */
  readonly bannedUntil?: (response: TransportResponse) => number | null;
}

/** Where questions go, and out of what they are paid. */
export interface RestClientOptions {
  /** The exchange's id. */
  readonly exchange: string;
  /** The address to which paths are appended. */
  readonly root: string;
  /** The budget of requests that name no other. */
  readonly budget: BudgetFacts;
  /** The share of what the exchange allows that is used at most. */
  readonly budgetShare: number;
  readonly transport: Transport;
  readonly refusals: RefusalReader;
}

/** What a question is about. */
export interface QuestionContext extends CallOptions {
  /** What is being done, for errors. */
  readonly operation: string;
  /** What it is about, for errors. */
  readonly instrument?: Instrument | undefined;
  /** Is shown each answer when it has arrived, refusals too. */
  readonly arrived?: ((response: TransportResponse) => void) | undefined;
}

/** Puts questions to one root address of an exchange, inside its budgets; refusals come back as typed errors. */
export class RestClient {
  readonly #options: RestClientOptions;

  constructor(options: RestClientOptions) {
    this.#options = options;
  }

  /**
   * Sends a request and gives what `decode` made of an answer that is not a refusal.
   * @throws {ExchangeError}
   */
  send<T>(
    request: EndpointRequest,
    question: QuestionContext,
    decode: (response: TransportResponse) => T,
  ): Promise<T> {
    const { exchange, root, transport, refusals } = this.#options;
    const { operation, instrument, signal, arrived } = question;
    const { path, query = {}, body } = request;
    const parameters = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    const { bannedUntil } = refusals;
    return transport.send({
      exchange,
      operation,
      url: `${root}${path}${parameters === '' ? '' : '?'}${parameters}`,
      ...(body === undefined
        ? {}
        : {
            method: 'POST',
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
      ...this.costOf(request),
      signal,
      decode: (response) => {
        arrived?.(response);
        refusals.throwIfRefused(response, { exchange, operation, instrument });
        throwForStatus(response, { exchange, operation });
        return decode(response);
      },
      ...(bannedUntil === undefined ? {} : { bannedUntil }),
    });
  }

  /** What a request costs, and of which budget. */
  costOf({ weight = 1, budget = this.#options.budget }: EndpointRequest): RequestCost {
    return { weight, budget: this.#budgetOf(budget) };
  }

  /** Questions of one operation whose answers are read field by field. */
  asking(question: QuestionContext): Ask {
    const { exchange } = this.#options;
    const { operation } = question;
    return (request) =>
      this.send(request, question, (response) => readExactJson(response, { exchange, operation }));
  }

  #budgetOf({ name, capacity, windowMs, usedWeightHeader }: BudgetFacts): RequestBudget {
    const { root, budgetShare } = this.#options;
    return {
      id: `${root} ${name}`,
      capacity: Math.max(1, Math.floor(capacity * budgetShare)),
      windowMs,
      ...(usedWeightHeader === undefined ? {} : { usedWeightHeader }),
    };
  }
}
