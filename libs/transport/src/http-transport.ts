import {
  InvalidRequestError,
  isExchangeError,
  type Transport,
  type TransportRequest,
} from '@marketloom/exchange';
import pRetry from 'p-retry';
import type { Agent } from 'undici';
import { abortable } from './abortable.ts';
import type { Admission } from './budget/admission.ts';
import { Flight } from './flight.ts';
import { parseAddress, printAddress } from './http/request-address.ts';
import { type CollectedResponse, NotStartedError } from './http/response-collector.ts';
import { transfer } from './http/transfer.ts';
import type { HttpTransportOptions } from './http-transport-options.ts';
import { final, waitBeforeRetry } from './retry-policy.ts';
import { type Settings, settingsOf } from './settings.ts';

/** How long an idle connection is kept; longer than the usual time between two order books of a poll. */
const KEEP_ALIVE_MS = 20_000;

/**
 * Reaches exchanges over HTTP/1.1 with kept-alive connections. Every request waits for its budget, is sent again where
 * that can help, and ends within its limits of time and size. Redirects are not followed.
 */
export class HttpTransport implements Transport {
  readonly #settings: Settings;
  /** Made for the first request: who sends none need not load undici, which takes longer than all else together. */
  #agent: Promise<Agent> | undefined;
  /** One for every call of `send` that has not ended. */
  readonly #running: Map<AbortController, TransportRequest<unknown>> = new Map();
  #closed = false;

  /** @throws {RangeError} when an option is out of its range */
  constructor(options: HttpTransportOptions = {}) {
    this.#settings = settingsOf(options);
  }

  /**
   * Sends a request inside its budget and gives what `decode` made of the answer.
   * @throws {InvalidRequestError} when it can never be sent: plain http, more weight than a window allows, a closed transport
   * @throws {RateLimitError | BanError} when the wait for the budget would be longer than `maximumWaitMs`
   * @throws what `decode` threw, or a NetworkError, RequestTimeoutError or BadResponseError, when retries did not help
   * @throws the signal's reason, at once, when it aborts
   */
  async send<T>(request: TransportRequest<T>): Promise<T> {
    const { signal } = request;
    signal?.throwIfAborted();
    if (this.#closed) throw closedError(request);
    const address = parseAddress(request.url, request);
    const running = new AbortController();
    const onAbort = (): void => running.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#running.set(running, request);
    try {
      return await pRetry((attempt) => this.#attempt(request, address, attempt, running.signal), {
        retries: this.#settings.retries,
        minTimeout: 0,
        signal: running.signal,
        shouldRetry: ({ error, attemptNumber }) =>
          this.#waitToRetry(request, error, attemptNumber, running.signal),
      });
    } finally {
      this.#running.delete(running);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Ends what is under way with an `InvalidRequestError`, and closes the connections. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const [running, request] of this.#running) running.abort(closedError(request));
    const agent = await this.#agent;
    if (agent?.destroyed === false) await agent.destroy();
  }

  async #connect(): Promise<Agent> {
    const { Agent } = await import('undici');
    return new Agent({
      // How many connections there are follows from how many requests the budget lets through at once: nothing waits here.
      connections: null,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { timeout: this.#settings.timeoutMs },
    });
  }

  async #attempt<T>(
    request: TransportRequest<T>,
    address: URL,
    attempt: number,
    signal: AbortSignal,
  ): Promise<T> {
    const { userAgent } = this.#settings;
    const timeoutMs = request.timeoutMs ?? this.#settings.timeoutMs;
    const maximumBytes = Math.min(this.#settings.maximumBytes, request.maximumBytes ?? Infinity);
    const url = printAddress(address);
    const dispatcher = await (this.#agent ??= this.#connect());
    for (;;) {
      const admission = await this.#enter(request, signal);
      const flight = new Flight(request, admission, this.#settings, { url, attempt });
      const mayStart = (): boolean => flight.begin();
      let collected: CollectedResponse;
      try {
        collected = await transfer({
          request,
          address,
          dispatcher,
          signal,
          mayStart,
          timeoutMs,
          maximumBytes,
          userAgent,
        });
      } catch (error) {
        flight.fail(error);
        // A pause or the end of the window came while the connection was opened: back into the queue.
        if (error instanceof NotStartedError) continue;
        throw error;
      }
      return flight.land(collected);
    }
  }

  async #enter(request: TransportRequest<unknown>, signal: AbortSignal): Promise<Admission> {
    const { exchange, operation, budget, weight } = request;
    const { concurrency, maximumWaitMs, maximumWaiting, budgets } = this.#settings;
    const entry = { exchange, operation, budget, weight, concurrency, maximumWaitMs, maximumWaiting };
    try {
      return await budgets.gate(budget).enter(entry, signal);
    } catch (error) {
      // Refused there means that waiting would take too long.
      throw isExchangeError(error) ? final(error) : error;
    }
  }

  async #waitToRetry(
    request: TransportRequest<unknown>,
    error: Error,
    attempt: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { backoff, clock, logger, maximumWaitMs } = this.#settings;
    const wait = waitBeforeRetry(error, attempt, backoff);
    if (wait === null || wait > maximumWaitMs) return false;
    const { exchange, operation } = request;
    logger.info(`${exchange}: ${operation}: trying again`, { attempt, waitMs: wait, after: error.message });
    if (wait > 0) await abortable(clock.sleep(wait, signal), signal);
    return true;
  }
}

function closedError({ exchange, operation }: TransportRequest<unknown>): InvalidRequestError {
  return new InvalidRequestError('the transport was closed', { exchange, operation });
}
