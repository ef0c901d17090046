import {
  type Clock,
  ExchangeRefusalError,
  NetworkError,
  type Socket,
  type SocketMessage,
  type SocketRequest,
  type SocketTransport,
} from '@marketloom/exchange';
import type { SimulatedBookChange, SimulatedStreams, StreamRequest } from './stream-description.ts';
import type { SimulatedLiveBook } from './simulated-live-book.ts';
import { writeJson } from './write-json.ts';

/** What the sockets of a simulated exchange serve. */
export interface ServedStreams {
  readonly streams: SimulatedStreams;
  /** The books by the exchange's names of their instruments. */
  readonly books: ReadonlyMap<string, SimulatedLiveBook>;
}

/** The sockets of a simulated exchange, with no network between: what an adapter is handed in place of real ones. */
export class SimulatedSockets implements SocketTransport {
  readonly #clock: Clock;
  readonly #open: Set<SimulatedSocket> = new Set();
  /** What is served; nothing is before it is set. */
  served: ServedStreams | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  async open(request: SocketRequest): Promise<Socket> {
    const { exchange, operation, signal } = request;
    signal?.throwIfAborted();
    const url = new URL(request.url);
    if (this.served === null || !url.pathname.endsWith(this.served.streams.path)) {
      const details = { exchange, operation, code: '404' };
      throw new ExchangeRefusalError(`there are no streams at ${url.pathname}`, details);
    }
    const socket = new SimulatedSocket(this.served, request, this.#clock, () => this.#open.delete(socket));
    this.#open.add(socket);
    socket.take(this.served.streams.opened?.(url) ?? {});
    return socket;
  }

  /** Sends a change to all who listen to its book. */
  send(change: SimulatedBookChange): void {
    const message = this.served?.streams.update(change);
    for (const socket of this.#open) if (socket.listensTo(change.exchangeSymbol)) socket.deliver(message);
  }

  /** Sends a text as it is to everybody. */
  sendText(text: string): void {
    for (const socket of this.#open) socket.deliver(text);
  }

  /** The exchange ends all connections. */
  drop(): void {
    for (const socket of this.#open) socket.drop();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map((socket) => socket.close()));
  }
}

class SimulatedSocket implements Socket {
  readonly #served: ServedStreams;
  readonly #request: SocketRequest;
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  readonly #books: Set<string> = new Set();
  readonly #messages: SocketMessage[] = [];
  /** How it ended: well, or by an error; null while it is open. */
  #end: { readonly error: unknown } | null = null;
  #wake: () => void = () => undefined;

  constructor(served: ServedStreams, request: SocketRequest, clock: Clock, onEnd: () => void) {
    this.#served = served;
    this.#request = request;
    this.#clock = clock;
    this.#onEnd = onEnd;
    const { signal } = request;
    signal?.addEventListener('abort', () => this.#finish(signal.reason), { once: true });
  }

  listensTo(exchangeSymbol: string): boolean {
    return this.#books.has(exchangeSymbol);
  }

  /** Does what a client has asked for. */
  take({ subscribed = [], unsubscribed = [], replies = [] }: StreamRequest): void {
    for (const reply of replies) this.deliver(reply);
    for (const name of unsubscribed) this.#books.delete(name);
    for (const name of subscribed) {
      const live = this.#served.books.get(name);
      if (live === undefined) continue;
      this.#books.add(name);
      const { snapshot } = this.#served.streams;
      if (snapshot !== undefined) this.deliver(snapshot(live.book));
    }
  }

  /** Messages arrive as those of real sockets do: one after the other, and none while other code runs. */
  deliver(message: unknown): void {
    const text = typeof message === 'string' ? message : writeJson(message);
    setImmediate(() => {
      if (this.#end !== null) return;
      this.#messages.push({ text, receivedAt: this.#clock.now() });
      this.#wake();
    });
  }

  drop(): void {
    const { exchange, operation } = this.#request;
    const error = new NetworkError('the exchange has closed the connection', { exchange, operation });
    setImmediate(() => this.#finish(error));
  }

  async send(text: string): Promise<void> {
    const { exchange, operation } = this.#request;
    if (this.#end !== null) throw new NetworkError('the connection is not open', { exchange, operation });
    this.take(this.#served.streams.received?.(text) ?? {});
  }

  async close(): Promise<void> {
    this.#finish(undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SocketMessage, void, undefined> {
    try {
      for (;;) {
        const message = this.#messages.shift();
        if (message !== undefined) yield message;
        else if (this.#end === null) await new Promise<void>((resolve) => (this.#wake = resolve));
        else if (this.#end.error === undefined) return;
        else throw this.#end.error;
      }
    } finally {
      this.#finish(undefined);
    }
  }

  #finish(error: unknown): void {
    if (this.#end !== null) return;
    this.#end = { error };
    this.#onEnd();
    this.#wake();
  }
}
