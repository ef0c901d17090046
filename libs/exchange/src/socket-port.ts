import type { RequestBudget } from './transport-port.ts';

/** One connection to an exchange over which it sends by itself. */
export interface SocketRequest {
  /** The exchange's id, for errors: `binance`. */
  readonly exchange: string;
  /** What is being done, for errors and logs. */
  readonly operation: string;
  /** `wss`; `ws` on loopback only. */
  readonly url: string;
  /** The limit on opening connections, of which this one takes 1. */
  readonly budget: RequestBudget;
  /** How many messages the exchange takes over one connection in a second, pings and pongs among them. */
  readonly messagesPerSecond: number;
  /** Aborts the opening, and ends the connection afterwards. */
  readonly signal?: AbortSignal | undefined;
}

/** A message that arrived whole and within the size limit. */
export interface SocketMessage {
  readonly text: string;
  /** When it arrived: local clock, epoch ms. */
  readonly receivedAt: number;
}

/**
 * An open connection. Its messages come in their order, to one reader. Who reads slowly makes the exchange wait: only a
 * bounded number of messages is kept. Reading ends well after `close`, and throws when anything else ended the
 * connection, once all that had arrived is read:
 * - NetworkError: it was closed, or broke
 * - RequestTimeoutError: nothing came for too long, and no answer to a ping
 * - BadResponseError: a message is too large, or no proper one
 * - the signal's reason, when it aborts
 */
export interface Socket extends AsyncIterable<SocketMessage> {
  /**
   * Sends a message when the exchange's limit lets it.
   * @throws {NetworkError} when the connection is no longer open
   */
  send(text: string): Promise<void>;
  /** Ends the connection. */
  close(): Promise<void>;
}

/** How adapters listen to their exchange. `@marketloom/transport` has the real one. */
export interface SocketTransport {
  /**
   * Opens a connection when its budget lets it. One attempt: when to try again is the caller's to say.
   * @throws {ExchangeError} typed by what went wrong; an HTTP answer in place of a connection by its status
   * @throws the signal's reason, when it aborts
   */
  open(request: SocketRequest): Promise<Socket>;
  /** Ends all connections. */
  close(): Promise<void>;
}
