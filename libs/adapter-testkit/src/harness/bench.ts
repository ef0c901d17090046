import type {
  AdapterSettings,
  Clock,
  ExchangeInterface,
  Instrument,
  InstrumentListing,
  SocketTransport,
  TimeRange,
} from '@marketloom/exchange';
import { BudgetRegistry, HttpTransport } from '@marketloom/transport';
import type { ExpectedInstrument, SimulatedMarket } from '../simulation/description.ts';
import { SimulatedClock } from '../simulation/simulated-clock.ts';
import { SimulatedSockets } from '../simulation/simulated-sockets.ts';
import { type SimulatedServer, startSimulatedServer } from '../simulation/simulated-server.ts';
import { ConformanceError } from '../checks/check.ts';
import type { ConformanceSubject } from '../subject.ts';

/** How an adapter is put on the bench. */
export interface BenchOptions {
  /** What the exchange's clock shows, epoch ms. */
  readonly now?: number;
  /** By how much our clock is ahead of the exchange's, in ms. */
  readonly aheadMs?: number;
  readonly listedAt?: number;
  readonly outages?: readonly TimeRange[];
  readonly retries?: number;
  readonly timeoutMs?: number;
  /** Leaves out handing in the listed instruments. */
  readonly unknown?: boolean;
}

/** A Wednesday, in the middle of a minute, an hour, a day, a week and a month. */
export const NOON = Date.UTC(2026, 4, 13, 12, 34, 17, 250);
/** The first trade of every simulated instrument: no round time. */
export const LISTED_AT = Date.UTC(2021, 2, 16, 7, 43, 11);

/** An adapter that talks to its simulated exchange, on a clock that only waiting moves. */
export class Bench implements AsyncDisposable {
  readonly exchange: ExchangeInterface;
  readonly server: SimulatedServer;
  /** Our clock. */
  readonly clock: SimulatedClock;
  readonly subject: ConformanceSubject;
  readonly sockets: SimulatedSockets;
  readonly #transport: HttpTransport;
  #listing: InstrumentListing | null = null;

  private constructor(parts: {
    readonly exchange: ExchangeInterface;
    readonly server: SimulatedServer;
    readonly clock: SimulatedClock;
    readonly subject: ConformanceSubject;
    readonly transport: HttpTransport;
    readonly sockets: SimulatedSockets;
  }) {
    this.exchange = parts.exchange;
    this.server = parts.server;
    this.clock = parts.clock;
    this.subject = parts.subject;
    this.sockets = parts.sockets;
    this.#transport = parts.transport;
  }

  static async start(subject: ConformanceSubject, options: BenchOptions = {}): Promise<Bench> {
    const { now = NOON, aheadMs = 0, listedAt = LISTED_AT, outages = [] } = options;
    const clock = new SimulatedClock(now + aheadMs);
    const server = await startSimulatedServer(subject.simulation, {
      now: () => clock.now() - aheadMs,
      listedAt,
      outages,
    });
    const transport = new HttpTransport({
      clock,
      budgets: new BudgetRegistry({ clock }),
      retries: options.retries ?? 3,
      timeoutMs: options.timeoutMs ?? 20_000,
      onRequest: () => clock.hold(),
      onResponse: () => clock.release(),
    });
    const sockets = new SimulatedSockets(clock);
    const exchange = createExchange(subject, { url: server.url, transport, sockets, clock });
    const bench = new Bench({ exchange, server, clock, subject, transport, sockets });
    if (options.unknown !== true) bench.#listing = await exchange.listInstruments();
    server.requests.splice(0);
    return bench;
  }

  /** An instrument of a market as the adapter lists it; the one whose candles and books most checks look at when left out. */
  async instrument(
    market: SimulatedMarket,
    { exchangeSymbol }: ExpectedInstrument = market.instruments[0],
  ): Promise<Instrument> {
    this.#listing ??= await this.exchange.listInstruments();
    const found = this.#listing.instruments.find(
      (candidate) => candidate.market === market.id && candidate.exchangeSymbol === exchangeSymbol,
    );
    if (found === undefined)
      throw new ConformanceError(`the listing of ${market.id} lacks ${exchangeSymbol}`);
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.exchange.close();
    await this.sockets.close();
    await this.#transport.close();
    await this.server[Symbol.asyncDispose]();
  }
}

/** Makes the exchange of a subject so that it talks to an address. */
export function createExchange(
  subject: ConformanceSubject,
  parts: {
    readonly url: string;
    readonly transport: HttpTransport;
    readonly sockets: SocketTransport;
    readonly clock: Clock;
  },
): ExchangeInterface {
  const { definition } = subject;
  const { url, ...settings } = parts;
  const addresses = { url, socketUrl: url.replace(/^http/, 'ws') } as const;
  const urls = Object.entries(definition.configuration).flatMap(([key, { kind }]): [string, string][] =>
    kind === 'url' || kind === 'socketUrl' ? [[key, addresses[kind]]] : [],
  );
  const all: AdapterSettings = {
    ...settings,
    configuration: subject.configuration?.(url) ?? Object.fromEntries(urls),
  };
  return subject.create?.(all) ?? definition.create(all);
}
