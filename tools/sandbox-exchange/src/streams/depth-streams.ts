import type { DepthUpdate } from '../books/depth-update.ts';
import type { FaultList } from '../faults/fault-list.ts';
import type { Market } from '../market.ts';
import type { SimulatedExchange } from '../simulated-exchange.ts';
import { befall } from './befall.ts';
import type { StreamConnection } from './stream-connection.ts';
import type { StreamLog } from './stream-log.ts';
import { parseStreamName, type StreamName } from './stream-name.ts';
import type { ScheduledStreams } from './stream-schedule.ts';

/** One stream with those who listen to it. */
interface DepthStream {
  readonly market: Market;
  readonly stream: StreamName;
  readonly listeners: Set<StreamConnection>;
  /** When its newest event was made, epoch ms; null before the first. */
  spokenAt: number | null;
}

/** How long the streams wait for a connection that takes nothing before it is given up, ms of the machine's time. */
const PATIENCE_MS = 60_000;

/** All depth streams that somebody listens to. */
export class DepthStreams implements ScheduledStreams {
  readonly #exchange: SimulatedExchange;
  readonly #faults: FaultList;
  readonly #log: StreamLog;
  readonly #streams = new Map<string, DepthStream>();
  readonly #connections = new Map<StreamConnection, number>();
  #waitingSince: number | null = null;

  constructor(exchange: SimulatedExchange, faults: FaultList, log: StreamLog) {
    this.#exchange = exchange;
    this.#faults = faults;
    this.#log = log;
  }

  get awaited(): boolean {
    return this.#streams.size > 0;
  }

  get ready(): boolean {
    const behind = [...this.#connections.keys()].filter(({ isBehind }) => isBehind);
    if (behind.length === 0) {
      this.#waitingSince = null;
      return true;
    }
    this.#waitingSince ??= performance.now();
    if (performance.now() - this.#waitingSince > PATIENCE_MS)
      for (const connection of behind) connection.cut();
    return false;
  }

  /** Has a connection listen. To a name of anything but a depth stream there is nothing to be heard. */
  join(connection: StreamConnection, name: string): void {
    const stream = parseStreamName(connection.market, name);
    if (!stream) return;
    const key = `${connection.market}/${name}`;
    const { market } = connection;
    const found = this.#streams.get(key) ?? { market, stream, listeners: new Set(), spokenAt: null };
    found.listeners.add(connection);
    this.#streams.set(key, found);
    this.#connections.set(connection, (this.#connections.get(connection) ?? 0) + 1);
  }

  /** Has a connection listen no longer. */
  leave(connection: StreamConnection, name: string): void {
    const key = `${connection.market}/${name}`;
    const found = this.#streams.get(key);
    if (!found?.listeners.delete(connection)) return;
    if (found.listeners.size === 0) this.#streams.delete(key);
    const left = (this.#connections.get(connection) ?? 0) - 1;
    if (left > 0) this.#connections.set(connection, left);
    else this.#connections.delete(connection);
  }

  send(at: number, hurried: boolean): void {
    for (const each of this.#streams.values()) {
      if (at % each.stream.speedMs === 0) this.#speak(each, at);
    }
    if (hurried) for (const connection of this.#connections.keys()) connection.checkPace(at);
    if (at % 1000 === 0) for (const connection of this.#connections.keys()) connection.retire(at);
  }

  restart(): void {
    for (const each of this.#streams.values()) each.spokenAt = null;
  }

  #speak(each: DepthStream, at: number): void {
    const { market, stream, listeners } = each;
    const instrument = this.#exchange.find(market, stream.symbol, at);
    const update =
      instrument && this.#exchange.depthUpdate(instrument, each.spokenAt ?? at - stream.speedMs, at);
    if (!update) return;
    each.spokenAt = at;
    for (const connection of listeners) this.#deliver(connection, stream, update, at);
  }

  #deliver(connection: StreamConnection, stream: StreamName, update: DepthUpdate, at: number): void {
    if (connection.isSilent(at)) {
      this.#log.counters.swallowed += 1;
      return;
    }
    const { name, symbol } = stream;
    const held = connection.takeHeld(name);
    if (held) {
      connection.send(name, update.payload);
      connection.send(name, held);
      return;
    }
    const fault = this.#faults.next({ market: connection.market, endpoint: 'stream', symbol, part: 'event' });
    if (fault) befall(this.#log, { connection, stream, update, at }, fault);
    else connection.send(name, update.payload);
  }
}
