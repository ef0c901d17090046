import type { FaultKind } from '../faults/fault.ts';
import type { Market } from '../market.ts';

/** One connection for streams, from its opening on. */
export interface StreamConnectionRecord {
  /** Counted from 1. */
  readonly number: number;
  readonly market: Market;
  /** The path and query that it was opened with. */
  readonly address: string;
  /** The simulated exchange's time, epoch ms. */
  readonly openedAt: number;
  /** Null while it is open. */
  closedAt: number | null;
  /** The code that it was closed with, 1006 where there was no close frame; null while it is open. */
  closeCode: number | null;
  /** What it is subscribed to now, or was when it ended. */
  streams: readonly string[];
  /** Messages, pings and pongs that came in. */
  received: number;
  /** Events that were sent. */
  sent: number;
}

/** A fault that has befallen a stream or a depth response. */
export interface InjectedFault {
  /** Counted from 1. */
  readonly number: number;
  readonly kind: FaultKind;
  readonly market: Market;
  /** Upper case; null where a connection was refused. */
  readonly symbol: string | null;
  /** The connection's number; null where there is none. */
  readonly connection: number | null;
  /** The streams that suffer: one, or all of the connection where that ends or falls silent. */
  readonly streams: readonly string[];
  /** The simulated exchange's time, epoch ms. */
  readonly at: number;
  /** `U` and `u` of the event that was struck; null where it was none. */
  readonly firstUpdateId: number | null;
  readonly finalUpdateId: number | null;
}

/** Exact counts. */
export interface StreamCounters {
  /** Connections that were opened, and those that were refused. */
  opened: number;
  refused: number;
  /** Connections that the exchange has closed because a limit was passed. */
  closedForLimits: number;
  /** Connections that took nothing for a minute. */
  cutForSlowness: number;
  /** Streams that were subscribed to, in addresses and messages. */
  subscriptions: number;
  /** Messages, pings and pongs that came in. */
  received: number;
  /** Events that were sent, those that a fault has spoilt or repeated included. */
  sent: number;
  /** Events that were not sent because their connection was silent. */
  swallowed: number;
  byFault: Record<string, number>;
}

/** At least so many of the newest connections and faults are kept, and at most twice as many. */
const KEPT = 100_000;

/** Notes what happens on streams. Counts are exact, however many connections and faults are kept. */
export class StreamLog {
  /** Oldest first, those that have ended included. */
  readonly connections: StreamConnectionRecord[] = [];
  /** Oldest first. */
  readonly injected: InjectedFault[] = [];
  #counters = noCounts();
  #opened = 0;
  #injected = 0;

  /** The counts since they were last forgotten. */
  get counters(): StreamCounters {
    return this.#counters;
  }

  /** Notes a connection. */
  open(market: Market, address: string, openedAt: number): StreamConnectionRecord {
    this.#counters.opened += 1;
    this.#opened += 1;
    const record: StreamConnectionRecord = {
      number: this.#opened,
      market,
      address,
      openedAt,
      closedAt: null,
      closeCode: null,
      streams: [],
      received: 0,
      sent: 0,
    };
    keep(this.connections, record);
    return record;
  }

  /** Notes a fault. */
  inject(fault: Omit<InjectedFault, 'number'>): void {
    const { byFault } = this.#counters;
    byFault[fault.kind] = (byFault[fault.kind] ?? 0) + 1;
    this.#injected += 1;
    keep(this.injected, { number: this.#injected, ...fault });
  }

  /** Forgets everything but the connections that are open. */
  clear(): void {
    const open = this.connections.filter(({ closedAt }) => closedAt === null);
    this.connections.splice(0, this.connections.length, ...open);
    this.injected.length = 0;
    this.#counters = noCounts();
  }
}

function keep<T>(list: T[], one: T): void {
  list.push(one);
  if (list.length >= KEPT * 2) list.splice(0, list.length - KEPT);
}

function noCounts(): StreamCounters {
  return {
    opened: 0,
    refused: 0,
    closedForLimits: 0,
    cutForSlowness: 0,
    subscriptions: 0,
    received: 0,
    sent: 0,
    swallowed: 0,
    byFault: {},
  };
}
