import type { Market } from '../market.ts';

/** What one market allows those who listen to its streams. */
export interface StreamLimits {
  /** Messages, pings and pongs in a second; beyond that the connection is closed. */
  readonly messagesPerSecond: number;
  /** Streams of one connection. */
  readonly streams: number;
  /** Connections in five minutes; null where none is documented. */
  readonly connections: number | null;
  /** How long a connection lives. */
  readonly lifetimeMs: number;
}

const DAY_MS = 86_400_000;
const FUTURES = { messagesPerSecond: 10, streams: 1024, connections: null, lifetimeMs: DAY_MS };

/**
 * The limits by market.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#websocket-limits and
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 */
export const STREAM_LIMITS: Readonly<Record<Market, StreamLimits>> = {
  spot: { messagesPerSecond: 5, streams: 1024, connections: 300, lifetimeMs: DAY_MS },
  usdm: FUTURES,
  coinm: FUTURES,
};

/** How often the exchange pings, by market; who leaves three pings without an answer is disconnected. */
export const PING_MS: Readonly<Record<Market, number>> = { spot: 20_000, usdm: 180_000, coinm: 180_000 };

/** Counts what happens in a window of time that begins with the first of it. */
export class WindowCount {
  readonly #lengthMs: number;
  #start = -Infinity;
  #count = 0;

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  /** Counts one more. Gives how many there have been in the window. */
  add(now: number): number {
    if (now - this.#start >= this.#lengthMs || now < this.#start) {
      this.#start = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count;
  }
}
