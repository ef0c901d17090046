import {
  type Clock,
  NetworkError,
  type Socket,
  type SocketMessage,
  type SocketRequest,
} from '@marketloom/exchange';
import type { RawData, WebSocket } from 'ws';
import { MessagePace } from './message-pace.ts';
import { MessageQueue } from './message-queue.ts';
import { breakingFailure, closedByExchange, silentSocket, type SocketPlace } from './socket-failure.ts';

/** How long the exchange may take to answer that we close, in ms. */
const CLOSING_MS = 1000;

/** What an {@link OpenSocket} needs to know. */
export interface OpenSocketOptions {
  readonly request: SocketRequest;
  readonly host: string;
  readonly clock: Clock;
  readonly silenceMs: number;
  readonly maximumQueued: number;
}

/** A connection that is open and held back, as its reader sees it. */
export class OpenSocket implements Socket {
  readonly #socket: WebSocket;
  readonly #options: OpenSocketOptions;
  readonly #messages: MessageQueue<SocketMessage>;
  readonly #pace: MessagePace;
  readonly #closed: Promise<void>;
  readonly #watch: NodeJS.Timeout;
  /** When anything last came, by a clock that nobody sets. */
  #heardAt = performance.now();

  constructor(socket: WebSocket, options: OpenSocketOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#messages = new MessageQueue(options.maximumQueued, socket, () => this.close());
    // A turn is left for the pong that may be due.
    this.#pace = new MessagePace(options.request.messagesPerSecond - 1);
    this.#watch = setInterval(() => this.#listen(), Math.max(1, Math.floor(options.silenceMs / 4)));
    const heard = (): void => {
      this.#heardAt = performance.now();
    };
    socket
      .on('message', (data) => this.#take(data))
      .on('ping', heard)
      .on('pong', heard);
    socket.on('error', (error) => this.#messages.fail(breakingFailure(error, this.#place)));
    const { signal } = options.request;
    const onAbort = (): void => {
      this.#messages.fail(signal?.reason, true);
      void this.close();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        clearInterval(this.#watch);
        signal?.removeEventListener('abort', onAbort);
        this.#messages.fail(closedByExchange(code, reason.toString('utf8'), this.#place));
        resolve();
      });
    });
    if (signal?.aborted === true) onAbort();
    else socket.resume();
  }

  get #place(): SocketPlace {
    const { request, host } = this.#options;
    return { exchange: request.exchange, operation: request.operation, host };
  }

  async send(text: string): Promise<void> {
    const { clock, request } = this.#options;
    const wait = this.#pace.take(clock.now());
    if (wait > 0) await clock.sleep(wait, request.signal);
    const { exchange, operation } = request;
    await new Promise<void>((resolve, reject) => {
      this.#socket.send(text, (cause) => {
        if (!cause) resolve();
        else
          reject(new NetworkError(`nothing can be sent: ${cause.message}`, { exchange, operation, cause }));
      });
    });
  }

  async close(): Promise<void> {
    this.#messages.end();
    // A socket that is held back would not read the other side's answer.
    if (this.#socket.isPaused) this.#socket.resume();
    this.#socket.close(1000);
    const giveUp = setTimeout(() => this.#socket.terminate(), CLOSING_MS);
    await this.#closed;
    clearTimeout(giveUp);
  }

  [Symbol.asyncIterator](): AsyncIterator<SocketMessage, void, undefined> {
    return this.#messages;
  }

  #take(data: RawData): void {
    this.#heardAt = performance.now();
    // Not split into fragments: that is how `binaryType` has it.
    this.#messages.push({ text: (data as Buffer).toString('utf8'), receivedAt: this.#options.clock.now() });
  }

  /** Pings when it has been quiet for half of the silence that is allowed, and gives up when it is over. */
  #listen(): void {
    const now = performance.now();
    // While nothing is read, nothing can be heard.
    if (this.#messages.isShut) this.#heardAt = now;
    const quiet = now - this.#heardAt;
    const { silenceMs } = this.#options;
    if (quiet >= silenceMs) {
      this.#messages.fail(silentSocket(silenceMs, this.#place));
      this.#socket.terminate();
    } else if (quiet >= silenceMs / 2 && this.#socket.readyState === this.#socket.OPEN) {
      this.#socket.ping();
    }
  }
}
