/**
 * A limit an exchange sets on what one IP address may send to one host, in the exchange's own weights.
 * Requests that name the same `id` share it.
 */
export interface RequestBudget {
  /** Who shares the budget, for instance `api.binance.com`. */
  readonly id: string;
  /** The weight allowed in one window. */
  readonly capacity: number;
  /** The length of the window in milliseconds; windows are aligned to the epoch. */
  readonly windowMs: number;
  /** The response header that tells the weight used in the current window, in lower case. */
  readonly usedWeightHeader?: string;
}

/** One request to an exchange. */
export interface TransportRequest<T> {
  /** The exchange's id, for errors: `binance`. */
  readonly exchange: string;
  /** What is being done, for errors and logs: `fetchKlines BTCUSDT 1m`. */
  readonly operation: string;
  /** The whole address, its query encoded. */
  readonly url: string;
  /** GET when left out. */
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whose weight it uses. */
  readonly budget: RequestBudget;
  /** What the request costs of the budget. */
  readonly weight: number;
  /** How long the request may take, in ms, where that differs from what the transport allows: for large files. */
  readonly timeoutMs?: number;
  /** The largest answer, in bytes, where that is less than the transport allows. */
  readonly maximumBytes?: number;
  /** Ends it, with the signal's reason, wherever it is: waiting, sending, or between two tries. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Turns a response into the result. It is called for every response that arrived whole, whatever its status, save
   * those that the transport understands itself (429 and 418). What it throws decides whether the request is sent
   * again: an `ExchangeError` with `retryable` is.
   */
  decode(response: TransportResponse): T;
  /**
   * Until when the body of a 429 or 418 says that this address is banned, epoch ms by the local clock; null where it
   * says nothing. For exchanges that tell it there. Where the answer has a `Retry-After` too, the later time counts.
   */
  bannedUntil?(response: TransportResponse): number | null;
}

/** A response that arrived whole and within the size limit. */
export interface TransportResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** When the request was sent and when the last byte of the response arrived: local clock, epoch ms. */
  readonly sentAt: number;
  readonly receivedAt: number;
  /** The body as UTF-8 text. */
  text(): string;
  /**
   * Gives the memory of the body back at once, for who has taken all that is needed from a large one: neither it nor
   * its text can be read after. Left to the garbage collector, bodies pile up.
   */
  release?(): void;
}

/** How adapters reach their exchange. `@marketloom/transport` has the real one. */
export interface Transport {
  /**
   * Sends a request inside its budget, again where that can help, and gives what `decode` made of the response.
   * @throws {ExchangeError} typed by what went wrong, when retries do not help
   * @throws the signal's reason, when it aborts
   */
  send<T>(request: TransportRequest<T>): Promise<T>;
  /** Closes what is kept alive. */
  close(): Promise<void>;
}
