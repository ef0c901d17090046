import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FaultList } from '../faults/fault-list.ts';
import { MARKETS, type Market } from '../market.ts';
import type { SandboxClock } from '../sandbox-clock.ts';
import type { SimulatedExchange } from '../simulated-exchange.ts';
import { DepthStreams } from './depth-streams.ts';
import { StreamConnection, type StreamConnectionParts } from './stream-connection.ts';
import { STREAM_LIMITS, WindowCount } from './stream-limits.ts';
import type { StreamLog } from './stream-log.ts';
import { isStreamName } from './stream-name.ts';
import { StreamSchedule } from './stream-schedule.ts';

/** What the streams are made of. */
export interface StreamServerParts {
  readonly exchange: SimulatedExchange;
  readonly clock: SandboxClock;
  readonly faults: FaultList;
  readonly log: StreamLog;
  /** Whether the exchange's limits are kept. */
  readonly limited: boolean;
  /** How often connections are pinged, ms; as often as the exchange does unless told. */
  readonly pingMs: number | undefined;
}

/** Where a connection leads, by its address. */
interface StreamRoute {
  readonly market: Market;
  readonly combined: boolean;
  readonly names: readonly string[];
}

const FIVE_MINUTES_MS = 300_000;
const NOT_FOUND = 404;
/** What a client may say at once. */
const MOST_BYTES = 1_000_000;

/** Takes WebSocket connections on the port of the sandbox, and has the depth streams send over them. */
export class StreamServer {
  readonly #parts: StreamServerParts;
  readonly #streams: DepthStreams;
  readonly #schedule: StreamSchedule;
  readonly #connections = new Set<StreamConnection>();
  readonly #opened: Readonly<Record<Market, WindowCount>>;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // A silent connection does not answer pings either.
    autoPong: false,
    maxPayload: MOST_BYTES,
  });

  constructor(parts: StreamServerParts, server: Server) {
    const { exchange, clock, faults, log } = parts;
    this.#parts = parts;
    this.#streams = new DepthStreams(exchange, faults, log);
    this.#schedule = new StreamSchedule(clock, this.#streams);
    const count = (): WindowCount => new WindowCount(FIVE_MINUTES_MS);
    this.#opened = { spot: count(), usdm: count(), coinm: count() };
    this.#server.on('headers', (headers) => headers.push('x-simulated: true'));
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Ends all connections. */
  close(): void {
    this.#schedule.close();
    for (const connection of this.#connections) connection.cut();
    this.#server.close();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A client that goes away while it is being refused.
    socket.on('error', () => {});
    const route = routeOf(request.url ?? '/');
    const status = route ? this.#refusal(route.market) : NOT_FOUND;
    if (!route || status !== null) {
      refuse(socket, status ?? NOT_FOUND);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) =>
      this.#open(webSocket, route, request.url ?? '/'),
    );
  }

  /** The status that a connection is refused with; null where it is not. */
  #refusal(market: Market): number | null {
    const { clock, faults, log, limited } = this.#parts;
    const at = clock.now();
    const { connections } = STREAM_LIMITS[market];
    const opened = this.#opened[market].add(at);
    if (limited && connections !== null && opened > connections) {
      log.counters.refused += 1;
      return 429;
    }
    const fault = faults.next({ market, endpoint: 'stream', symbol: null, part: 'connection' });
    if (!fault) return null;
    log.counters.refused += 1;
    const nothing = { symbol: null, connection: null, streams: [], firstUpdateId: null, finalUpdateId: null };
    log.inject({ kind: fault.kind, market, at, ...nothing });
    return fault.status ?? 503;
  }

  #open(socket: WebSocket, { market, combined, names }: StreamRoute, address: string): void {
    const { clock, log, limited, pingMs } = this.#parts;
    const parts: StreamConnectionParts = {
      clock,
      log,
      limited,
      pingMs,
      subscribed: (to, name) => {
        this.#streams.join(to, name);
        if (this.#streams.awaited) this.#schedule.start();
      },
      unsubscribed: (from, name) => this.#streams.leave(from, name),
    };
    const connection = new StreamConnection(parts, socket, log.open(market, address, clock.now()), combined);
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
    if (names.every((name) => isStreamName(market, name))) connection.subscribe(names);
    else connection.close(1008, '{"code":-1,"msg":"Illegal format ws or stream"}');
  }
}

/**
 * `/spot/ws`, `/spot/ws/<stream>/<stream>`, `/spot/stream?streams=<stream>/<stream>`, and so on; USD-M streams of books
 * are at `/public` too.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Important-WebSocket-Change-Notice
 */
function routeOf(address: string): StreamRoute | null {
  const url = URL.parse(address, 'ws://sandbox');
  if (!url) return null;
  const [, first, split, kind, rest] =
    /^\/(\w+)(\/public)?\/(ws|stream)(?:\/(.*))?$/.exec(url.pathname) ?? [];
  const market = MARKETS.find((each) => each === first);
  if (!market || (split !== undefined && market !== 'usdm')) return null;
  const combined = kind === 'stream';
  const list = combined ? (url.searchParams.get('streams') ?? '') : decoded(rest ?? '');
  return { market, combined, names: [...new Set(list.split('/').filter((name) => name !== ''))] };
}

/** A part of a path as it was meant; as it is where it means nothing. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function refuse(socket: Duplex, status: number): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'x-simulated: true',
    'connection: close',
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${[...lines, 'content-length: 0'].join('\r\n')}\r\n\r\n`);
}
