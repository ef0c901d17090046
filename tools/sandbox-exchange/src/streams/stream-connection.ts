import { WebSocket } from 'ws';
import type { SandboxClock } from '../sandbox-clock.ts';
import { PING_MS, STREAM_LIMITS, type StreamLimits, WindowCount } from './stream-limits.ts';
import type { StreamConnectionRecord, StreamLog } from './stream-log.ts';
import { answerStreamRequest, type StreamRequestTarget } from './stream-requests.ts';

/** What a connection needs of the server. */
export interface StreamConnectionParts {
  readonly clock: SandboxClock;
  readonly log: StreamLog;
  /** Whether the exchange's limits are kept. */
  readonly limited: boolean;
  /** In place of the market's own. */
  readonly pingMs: number | undefined;
  readonly subscribed: (connection: StreamConnection, name: string) => void;
  readonly unsubscribed: (connection: StreamConnection, name: string) => void;
}

const PINGS_LEFT_ALONE = 3;
/** A connection may have so many bytes waiting before the streams, and the clock, wait for it. */
const MOST_WAITING = 64 * 1024;
/** What pings carry that ask about the pace. Their answers count for no limit: the exchange has no such pings. */
const PACE = Buffer.from('pace');
/** The code of a connection that ends without a close frame. */
const ABNORMAL = 1006;

/** One connection of a consumer: what it is subscribed to, and what it says. */
export class StreamConnection implements StreamRequestTarget {
  readonly record: StreamConnectionRecord;
  readonly #parts: StreamConnectionParts;
  readonly #socket: WebSocket;
  readonly #limits: StreamLimits;
  readonly #received = new WindowCount(1000);
  readonly #names = new Set<string>();
  readonly #held = new Map<string, Buffer>();
  readonly #pings: NodeJS.Timeout;
  #unanswered = 0;
  /** Questions about the pace that have no answer yet, and bytes that were sent since the last. */
  #unreached = 0;
  #sentSince = 0;
  #silentUntil = -Infinity;
  /** Whether events come in an envelope that names their stream. */
  combined: boolean;

  constructor(
    parts: StreamConnectionParts,
    socket: WebSocket,
    record: StreamConnectionRecord,
    combined: boolean,
  ) {
    const { market } = record;
    this.#parts = parts;
    this.#socket = socket;
    this.record = record;
    this.combined = combined;
    this.#limits = STREAM_LIMITS[market];
    this.#pings = setInterval(() => this.#ping(), parts.pingMs ?? PING_MS[market]).unref();
    socket.on('message', (data: Buffer) => this.#hear(data));
    socket.on('ping', (payload) => {
      if (this.#count() && !this.isSilent(parts.clock.now())) socket.pong(payload);
    });
    socket.on('pong', (payload) => {
      this.#unanswered = 0;
      if (payload.equals(PACE)) this.#unreached -= 1;
      else this.#count();
    });
    // What breaks the connection is told by its close.
    socket.on('error', () => {});
    socket.on('close', (code) => this.#leave(code));
  }

  get market() {
    return this.record.market;
  }

  /** Whether it has not taken yet what was sent. */
  get isBehind(): boolean {
    return this.#socket.bufferedAmount > MOST_WAITING || this.#unreached > 1;
  }

  /** Asks, after every so many bytes, whether what was sent has been taken: the buffers between here and there hold much. */
  checkPace(at: number): void {
    if (this.#sentSince < MOST_WAITING || this.isSilent(at)) return;
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#sentSince = 0;
    this.#unreached += 1;
    this.#socket.ping(PACE);
  }

  list(): readonly string[] {
    return [...this.#names];
  }

  subscribe(names: readonly string[]): void {
    const fresh = names.filter((name) => !this.#names.has(name));
    for (const name of fresh) {
      this.#names.add(name);
      this.#parts.subscribed(this, name);
    }
    this.record.streams = this.list();
    this.#parts.log.counters.subscriptions += fresh.length;
    if (this.#names.size > this.#limits.streams) this.#passed('Too many streams');
  }

  unsubscribe(names: readonly string[]): void {
    for (const name of names) {
      if (this.#names.delete(name)) this.#parts.unsubscribed(this, name);
      this.#held.delete(name);
    }
    this.record.streams = this.list();
  }

  /** Whether it is silent at a time: nothing is sent then. */
  isSilent(at: number): boolean {
    return at < this.#silentUntil;
  }

  /** From now on nothing is sent until a time. What was held back is lost. */
  silence(until: number): void {
    this.#silentUntil = until;
    this.#held.clear();
  }

  /** Sends an event of a stream; `part` of it where it is to be spoilt. */
  send(name: string, payload: Buffer, part = 1): void {
    const text = this.combined ? Buffer.concat([envelopeOf(name), payload, END]) : payload;
    this.#write(part === 1 ? text : text.subarray(0, Math.floor(text.length * part)));
    this.#sentSince += text.length;
    this.record.sent += 1;
    this.#parts.log.counters.sent += 1;
  }

  /** Keeps an event back until the next one of its stream has been sent. */
  hold(name: string, payload: Buffer): void {
    this.#held.set(name, payload);
  }

  /** The event of a stream that was kept back, which is so no longer. */
  takeHeld(name: string): Buffer | null {
    const held = this.#held.get(name) ?? null;
    this.#held.delete(name);
    return held;
  }

  /** Closes it when it has lived its time. */
  retire(at: number): void {
    if (this.#parts.limited && at - this.record.openedAt >= this.#limits.lifetimeMs) this.close(1001, '');
  }

  /** Closes it with a close frame. */
  close(code: number, reason: string): void {
    this.#leave(code);
    this.#socket.close(code, reason);
  }

  /** Resets it. */
  cut(): void {
    this.#leave(ABNORMAL);
    this.#socket.terminate();
  }

  #hear(data: Buffer): void {
    if (!this.#count()) return;
    const answer = answerStreamRequest(this, data.toString());
    if (!this.isSilent(this.#parts.clock.now())) this.#write(JSON.stringify(answer));
  }

  /** Counts what came in; whether it is to be listened to. */
  #count(): boolean {
    if (this.#socket.readyState !== WebSocket.OPEN) return false;
    this.record.received += 1;
    this.#parts.log.counters.received += 1;
    if (this.#received.add(this.#parts.clock.now()) <= this.#limits.messagesPerSecond) return true;
    return !this.#passed('Too many requests');
  }

  /** A limit was passed: closes the connection, unless limits are off. */
  #passed(reason: string): boolean {
    if (!this.#parts.limited) return false;
    this.#parts.log.counters.closedForLimits += 1;
    this.close(1008, reason);
    return true;
  }

  #ping(): void {
    if (this.#unanswered >= PINGS_LEFT_ALONE) this.cut();
    else if (!this.isSilent(this.#parts.clock.now())) {
      this.#unanswered += 1;
      this.#socket.ping(String(this.#parts.clock.now()));
    }
  }

  #write(text: Buffer | string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text, { binary: false });
  }

  /** It ends: no stream knows it any more. */
  #leave(code: number): void {
    if (this.record.closedAt !== null) return;
    this.record.closedAt = this.#parts.clock.now();
    this.record.closeCode = code;
    for (const name of this.#names) this.#parts.unsubscribed(this, name);
    this.#names.clear();
    this.#held.clear();
    clearInterval(this.#pings);
  }
}

const END = Buffer.from('}');

function envelopeOf(name: string): Buffer {
  return Buffer.from(`{"stream":${JSON.stringify(name)},"data":`);
}
