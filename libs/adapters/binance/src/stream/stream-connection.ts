import { setImmediate } from 'node:timers/promises';
import {
  type Clock,
  isExchangeError,
  type Logger,
  type OrderBookDiscontinuityReason,
  type Socket,
  type SocketMessage,
  type SocketTransport,
} from '@marketloom/exchange';
import { ReconnectDelay } from '@marketloom/transport';
import type { MarketId } from '../markets.ts';
import type { BookTrack } from './book-track.ts';
import { readStreamMessage } from './diff.ts';
import type { MarketStreams } from './market-streams.ts';
import { pauseFor } from './pause-for.ts';
import type { StreamEvents } from './stream-events.ts';
import { SilenceCheck } from './silence-check.ts';

/** The exchange ends connections after 24 hours: each is followed by a new one before, not all at once. */
const LIFE_MS = 23 * 3_600_000;
const LIFE_SPREAD_MS = 45 * 60_000;
/** How long a connection and the one that follows it run side by side: longer than one can lag behind the other. */
const OVERLAP_MS = 1000;

/** What a {@link StreamConnection} works with. */
export interface StreamConnectionOptions {
  readonly market: MarketId;
  readonly streams: MarketStreams;
  /** The address to which `/stream` is appended. */
  readonly root: string;
  /** The share of the connections that the exchange allows which is used at most. */
  readonly budgetShare: number;
  /** The books, by the names of their streams. */
  readonly tracks: ReadonlyMap<string, BookTrack>;
  readonly events: StreamEvents;
  readonly sockets: SocketTransport;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a book may be quiet before the exchange is asked whether it is, in ms. */
  readonly silenceMs: number;
  /** Whether the exchange's book has moved on from ours. */
  readonly isBehind: (track: BookTrack, signal: AbortSignal) => Promise<boolean>;
}

/**
 * The connection that several books share: it is opened again when it ends, and followed by a new one, without a break,
 * before the exchange ends it.
 */
export class StreamConnection {
  readonly #options: StreamConnectionOptions;
  readonly #signal: AbortSignal;
  readonly #delay: ReconnectDelay = new ReconnectDelay();
  /** The connection in use, and the one that takes over from it. */
  #current: Socket | null = null;
  #successor: Socket | null = null;
  #isRenewing = false;
  #life: NodeJS.Timeout | undefined;
  /** Why the connection in use was given up; null where it was not. */
  #verdict: string | null = null;

  constructor(options: StreamConnectionOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /**
   * Keeps the books going until the signal aborts.
   * @throws {ExchangeError} when no connection can be had for good
   * @throws the signal's reason
   */
  async run(): Promise<never> {
    const { tracks, silenceMs, isBehind } = this.#options;
    const check = new SilenceCheck({
      tracks: [...tracks.values()],
      silenceMs,
      isBehind,
      onSilent: (track, isAll) => this.#foundSilent(track, isAll),
    });
    try {
      check.start(this.#signal);
      for (;;) {
        // One after the other is the point.
        // oxlint-disable-next-line no-await-in-loop
        const socket = await this.#connect();
        check.heard();
        for (const track of tracks.values()) track.connected();
        // oxlint-disable-next-line no-await-in-loop
        await this.#follow(socket, check);
      }
    } finally {
      check.stop();
      clearTimeout(this.#life);
      await Promise.all([this.#current?.close(), this.#successor?.close()]);
    }
  }

  /** Reads a connection and those that take over from it, until one ends otherwise. */
  async #follow(first: Socket, check: SilenceCheck): Promise<void> {
    const { events, tracks } = this.#options;
    let failure: unknown;
    for (let socket: Socket | null = first; socket !== null;) {
      this.#use(socket);
      try {
        // oxlint-disable-next-line no-await-in-loop
        for await (const message of socket) {
          check.heard();
          this.#take(message);
          if (events.takeHandedOut()) await setImmediate();
        }
      } catch (error) {
        failure = error;
      }
      this.#signal.throwIfAborted();
      socket = this.#successor;
      this.#successor = null;
      if (failure !== undefined || this.#verdict !== null) break;
      for (const track of tracks.values()) track.handedOver();
    }
    await this.#lose(failure);
  }

  #use(socket: Socket): void {
    this.#current = socket;
    this.#verdict = null;
    clearTimeout(this.#life);
    this.#life = setTimeout(() => void this.#renew(), LIFE_MS + Math.random() * LIFE_SPREAD_MS);
  }

  /** The connection has ended: all its books are broken. */
  async #lose(failure: unknown): Promise<void> {
    const verdict = this.#verdict;
    const [reason, message] =
      verdict === null ? [reasonOf(failure), messageOf(failure)] : (['silent', verdict] as const);
    this.#options.logger.info(`binance: ${this.#options.market} streams are lost`, { reason, message });
    for (const track of this.#options.tracks.values()) track.disconnected(reason, message);
    const [current, successor] = [this.#current, this.#successor];
    [this.#current, this.#successor] = [null, null];
    await Promise.all([current?.close(), successor?.close()]);
    await pauseFor(this.#options.clock, this.#delay.next(), this.#signal);
  }

  /** Opens a connection, again and again where that can help. */
  async #connect(): Promise<Socket> {
    for (;;) {
      try {
        // oxlint-disable-next-line no-await-in-loop
        return await this.#open();
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!isExchangeError(error) || !error.retryable) throw error;
        const waitMs = this.#delay.next(error.retryAfterMs ?? 0);
        this.#options.logger.info('binance: streams: trying again', { waitMs, after: error.message });
        // oxlint-disable-next-line no-await-in-loop
        await pauseFor(this.#options.clock, waitMs, this.#signal);
      }
    }
  }

  #open(): Promise<Socket> {
    const { market, streams, root, budgetShare, tracks, sockets } = this.#options;
    // Slashes part the names; those within are not of ASCII only.
    const names = [...tracks.keys()].map((name) => encodeURIComponent(name).replaceAll('%40', '@')).join('/');
    return sockets.open({
      exchange: 'binance',
      operation: `streamOrderBooks of ${tracks.size} ${market} ${tracks.size === 1 ? 'book' : 'books'}`,
      url: `${root}/stream?streams=${names}`,
      budget: {
        id: `${root}/stream`,
        capacity: Math.max(1, Math.floor(streams.connectionsPerFiveMinutes * budgetShare)),
        windowMs: 300_000,
      },
      messagesPerSecond: streams.messagesPerSecond,
      signal: this.#signal,
    });
  }

  /** Opens the connection that takes over, and lets it, once what the one in use has left is surely there. */
  async #renew(): Promise<void> {
    const socket = this.#current;
    if (this.#isRenewing || socket === null) return;
    this.#isRenewing = true;
    try {
      const next = await this.#connect();
      await pauseFor(this.#options.clock, OVERLAP_MS, this.#signal);
      // Meanwhile the connection in use may have ended by itself.
      if (this.#current !== socket) {
        await next.close();
        return;
      }
      this.#successor = next;
      await socket.close();
    } catch (error) {
      // The end of the connection in use will be told, and why there is no new one.
      if (!this.#signal.aborted) this.#options.logger.warn('binance: streams cannot be renewed', { error });
    } finally {
      this.#isRenewing = false;
    }
  }

  #take({ text, receivedAt }: SocketMessage): void {
    const { tracks, market, logger } = this.#options;
    const message = readStreamMessage(text, receivedAt, market);
    switch (message.kind) {
      case 'diff':
        this.#delay.reset();
        tracks.get(message.stream)?.receive(message.diff);
        return;
      case 'invalid': {
        const track = message.stream === null ? undefined : tracks.get(message.stream);
        // A message that could be of any book makes all of them doubtful.
        for (const doubtful of track === undefined ? tracks.values() : [track])
          doubtful.break('invalidMessage', message.error.message);
        return;
      }
      case 'shutdown':
        void this.#renew();
        return;
      case 'other':
        logger.debug('binance: a message that is no update', { text: text.slice(0, 200) });
        break;
    }
  }

  /** A book stands still, and the exchange's does not. */
  #foundSilent(track: BookTrack, isAll: boolean): void {
    const message = `no update came for ${this.#options.silenceMs} ms, while the exchange's book moved on`;
    if (isAll) {
      this.#verdict = message;
      void this.#current?.close();
      return;
    }
    track.break('silent', message);
    void this.#renew();
  }
}

function reasonOf(error: unknown): OrderBookDiscontinuityReason {
  if (!isExchangeError(error)) return 'disconnected';
  if (error.kind === 'timeout') return 'silent';
  return error.kind === 'badResponse' ? 'invalidMessage' : 'disconnected';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the connection was closed';
}
