import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { archiveRouteOf } from './archive/archive-path.ts';
import { KlineArchive } from './archive/kline-archive.ts';
import { type TrueBook, trueBook } from './books/true-book.ts';
import type { TimeSpan } from './candles/outages.ts';
import type { Preparation, PreparedRows } from './candles/preparation.ts';
import { deliver } from './faults/deliver.ts';
import { FaultList } from './faults/fault-list.ts';
import { handleArchiveRequest } from './http/archive-handler.ts';
import { handleControlRequest } from './http/control-handler.ts';
import { handleExchangeRequest, SIMULATED_HEADERS } from './http/exchange-handler.ts';
import { RateLimiter, type WeightWindow } from './http/rate-limiter.ts';
import { type RequestCounters, RequestLog, type SandboxRequest } from './http/request-log.ts';
import { routeOf } from './http/route.ts';
import type { Market } from './market.ts';
import { sandboxNotice, streamUrl } from './notice.ts';
import type { SandboxOptions } from './options.ts';
import { SandboxClock } from './sandbox-clock.ts';
import { SimulatedExchange } from './simulated-exchange.ts';
import { StreamLog } from './streams/stream-log.ts';
import { StreamServer } from './streams/stream-server.ts';

/** A row as it is served: numbers and texts. */
export type KlineRow = readonly (string | number)[];

/** A simulated exchange that is running. */
export interface SandboxExchange {
  /** Its address, for all three markets: `http://127.0.0.1:49152`. */
  readonly url: string;
  /** The addresses of its streams, by market: `ws://127.0.0.1:49152/spot`. */
  readonly streamUrls: Readonly<Record<Market, string>>;
  /** The connections for streams, what was sent over them, and the faults that have befallen them. */
  readonly streams: StreamLog;
  /** The newest requests, oldest first; see `requestLogSize`. */
  readonly requests: readonly SandboxRequest[];
  /** Exact counts of all requests. */
  readonly counters: Readonly<RequestCounters>;
  /** Its clock, which can be set. */
  readonly clock: SandboxClock;
  /** The faults on demand. */
  readonly faults: FaultList;
  /** The weight used in the current minute. */
  weight(market: Market): number;
  /** The weight of each minute in which there were requests. */
  windows(): readonly WeightWindow[];
  /** Forgets requests and counts; weights stay. */
  clearRequests(): void;
  /**
   * The rows that open in a half-open range, as they are served at this moment, the unfinished one included, however many
   * they are. For comparison: nothing is counted.
   * @throws {RangeError} when there is no such instrument
   */
  klines(market: Market, symbol: string, interval: string, range: TimeSpan): KlineRow[];
  /**
   * Writes candles that have closed once, so that answers of them are cut out of memory. They are the same, byte for byte:
   * this saves the sandbox's own time where it runs beside what is measured. About 160 bytes a candle; of each series the
   * range that was prepared last is kept.
   * @throws {RangeError} when there is no such instrument or interval, or a candle has not closed
   */
  prepare(preparation: Preparation): PreparedRows;
  /**
   * The book as it truly is, whatever faults do to answers and streams: of an update id, or the newest at a time, epoch ms;
   * the newest of all unless told. All its levels unless a depth is given. For comparison: nothing is counted.
   * @throws {RangeError} when there is no such instrument, or its book was handed in
   */
  book(
    market: Market,
    symbol: string,
    at?: { readonly updateId: number } | { readonly time: number },
    depth?: number,
  ): TrueBook;
  /** Ends all connections and stops. */
  close(): Promise<void>;
}

const REQUEST_LOG_SIZE = 10_000;

/**
 * Starts a simulated Binance on loopback: spot, USD-M and COIN-M futures over REST and streams.
 * @throws {RecordedKlinesError} when a file of recorded candles cannot be used
 * @throws {InvalidFaultError} when a fault cannot be
 */
export async function startSandboxExchange(options: SandboxOptions = {}): Promise<SandboxExchange> {
  const clock = new SandboxClock(options.now ?? Date.now);
  if (options.rate !== undefined) clock.runAt(options.rate);
  const { now } = clock;
  const { delayMs = 0 } = options;
  const limits = options.limits ?? true;
  const exchange = new SimulatedExchange(options, now());
  const archive = new KlineArchive(exchange, options.archive);
  const limiter = new RateLimiter(limits === false ? null : limits === true ? {} : limits);
  const log = new RequestLog(options.requestLogSize ?? REQUEST_LOG_SIZE);
  const streamLog = new StreamLog();
  const faults = new FaultList(options.seed);
  for (const fault of options.faults ?? []) faults.add(fault);

  const answerRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', address);
    const route = routeOf(url.pathname);
    const archiveRoute = route ? null : archiveRouteOf(url.pathname);
    if (route) {
      handleExchangeRequest(
        { exchange, limiter, faults, log, streamLog, now, delayMs },
        route,
        request,
        url,
        response,
      );
    } else if (archiveRoute) {
      handleArchiveRequest({ archive, faults, log, now }, archiveRoute, request, url, response);
    } else if (url.pathname.startsWith('/sandbox/')) {
      handleControlRequest(
        { exchange, clock, faults, log, streamLog, limiter },
        request,
        url,
        response,
      ).catch((error: unknown) => {
        fail(response, error);
      });
    } else {
      const status = url.pathname === '/' ? 200 : 404;
      const body = Buffer.from(`${JSON.stringify(sandboxNotice(address), null, 2)}\n`);
      deliver(response, { status, headers: SIMULATED_HEADERS, body });
    }
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    try {
      answerRequest(request, response);
    } catch (error) {
      fail(response, error);
    }
  });
  const { pingMs } = options;
  const parts = { exchange, clock, faults, log: streamLog, limited: limits !== false, pingMs };
  const streams = new StreamServer(parts, server);
  const address = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');

  return {
    url: address,
    requests: log.requests,
    get counters() {
      return log.counters;
    },
    streamUrls: {
      spot: streamUrl(address, 'spot'),
      usdm: streamUrl(address, 'usdm'),
      coinm: streamUrl(address, 'coinm'),
    },
    streams: streamLog,
    clock,
    faults,
    weight: (market) => limiter.used(market, now()),
    windows: () => limiter.windows(),
    clearRequests: () => log.clear(),
    klines(market, symbol, interval, { start, end }) {
      const instrument = exchange.find(market, symbol, now());
      if (!instrument) throw new RangeError(`the sandbox has no ${symbol} on ${market}`);
      const window = { from: start, until: Math.min(end - 1, now()), limit: Infinity, newest: false };
      return JSON.parse(exchange.klines(instrument, interval, window, now()).toString()) as KlineRow[];
    },
    prepare: (preparation) => exchange.prepare(preparation, now()),
    book: (market, symbol, at, depth) => trueBook(exchange, { market, symbol, at, depth, now: now() }),
    close: () => {
      streams.close();
      return stop(server);
    },
  };
}

/** A request that the sandbox itself cannot cope with: said plainly, for it is a defect of the sandbox. */
function fail(response: ServerResponse, error: unknown): void {
  const body = Buffer.from(JSON.stringify({ sandboxDefect: String(error) }));
  if (response.headersSent) response.destroy();
  else deliver(response, { status: 500, headers: SIMULATED_HEADERS, body });
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { address, family, port: taken } = server.address() as AddressInfo;
  return family === 'IPv6' ? `http://[${address}]:${taken}` : `http://${address}:${taken}`;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
