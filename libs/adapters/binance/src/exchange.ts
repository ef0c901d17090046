import {
  closedRange,
  type ClosedRangeOptions,
  emptyUntil,
  findFirstIn,
  findFirstKline,
  type KlineSeries,
  type KlineSource,
  pageKlines,
  sufficientDepth,
} from '@marketloom/adapter-kit';
import {
  askMarkets,
  buildListing,
  type CallOptions,
  type Capabilities,
  ceilToInterval,
  type Clock,
  ExchangeInterface,
  type FirstKlineRequest,
  type Instrument,
  type InstrumentListing,
  type InstrumentSelector,
  type InstrumentStatus,
  type Interval,
  InvalidRequestError,
  type KlineArchive,
  type KlinePage,
  type KlineRequest,
  type ListInstrumentsOptions,
  type Logger,
  type OrderBookRequest,
  type OrderBookSnapshot,
  type OrderBookStreamEvent,
  type OrderBookStreamRequest,
  type RequestCost,
  type ServerTime,
  type SocketTransport,
  type Transport,
  UnsupportedCapabilityError,
} from '@marketloom/exchange';
import { ArchiveClient } from './archive-client.ts';
import { DEFAULT_DEPTH } from './book-depths.ts';
import { archivePages } from './kline-archive.ts';
import { BinanceKlines } from './klines.ts';
import { MARKET_IDS, type MarketId, MARKETS } from './markets.ts';
import { fetchOrderBook } from './order-book.ts';
import { MarketClient } from './requests.ts';
import { ExchangeClock, fetchServerTime } from './server-time.ts';
import { TradingStatuses } from './trading-status.ts';

/** What a {@link BinanceExchange} works with. */
export interface BinanceSettings {
  /** The address of each market, to which paths are appended. */
  readonly roots: Readonly<Record<MarketId, string>>;
  /** The address of each market's streams, likewise. */
  readonly streamRoots: Readonly<Record<MarketId, string>>;
  /** The address of the archive of files, likewise. */
  readonly archiveRoot: string;
  /** How long one file of the archive may take, in ms. */
  readonly archiveTimeoutMs: number;
  readonly transport: Transport;
  /** Whether {@link BinanceExchange.close} closes the transport. */
  readonly ownsTransport: boolean;
  readonly sockets: SocketTransport;
  /** Whether {@link BinanceExchange.close} closes the sockets. */
  readonly ownsSockets: boolean;
  /** How long a live book may be without an update before the exchange is asked about it, in ms. */
  readonly streamSilenceMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The share of the request weight that is used at most. */
  readonly budgetShare: number;
  /** How long after its end a candle counts as closed, by the exchange's clock, in ms. */
  readonly settleDelayMs: number;
}

/** What is asked for, where it comes from, and what it is judged by. */
interface KlineQuestion {
  readonly series: KlineSeries;
  readonly source: KlineSource;
  readonly judged: ClosedRangeOptions;
}

/** Binance: its spot, USD-M and COIN-M markets. */
export class BinanceExchange extends ExchangeInterface {
  override readonly id = 'binance';
  override readonly markets: readonly MarketId[] = MARKET_IDS;
  override readonly capabilities: Capabilities = {
    spot: MARKETS.spot.capabilities,
    usdm: MARKETS.usdm.capabilities,
    coinm: MARKETS.coinm.capabilities,
  };
  readonly #settings: BinanceSettings;
  readonly #clients: Readonly<Record<MarketId, MarketClient>>;
  readonly #clocks: Readonly<Record<MarketId, ExchangeClock>>;
  readonly #statuses: TradingStatuses;
  readonly #archive: ArchiveClient;

  constructor(settings: BinanceSettings) {
    super();
    const { roots, budgetShare, transport, clock } = settings;
    const client = (id: MarketId): MarketClient =>
      new MarketClient({ market: MARKETS[id], root: roots[id], budgetShare, transport });
    this.#settings = settings;
    this.#clients = { spot: client('spot'), usdm: client('usdm'), coinm: client('coinm') };
    this.#clocks = {
      spot: new ExchangeClock(this.#clients.spot, clock),
      usdm: new ExchangeClock(this.#clients.usdm, clock),
      coinm: new ExchangeClock(this.#clients.coinm, clock),
    };
    this.#statuses = new TradingStatuses(clock);
    this.#archive = new ArchiveClient({
      root: settings.archiveRoot,
      transport,
      timeoutMs: settings.archiveTimeoutMs,
    });
  }

  override get settleDelayMs(): number {
    return this.#settings.settleDelayMs;
  }

  /** All markets are asked at once. Those that do not answer are in `failures`, so that nothing looks delisted by mistake. */
  override async listInstruments(options: ListInstrumentsOptions = {}): Promise<InstrumentListing> {
    // Loaded with the first listing: fetching candles has no use for it.
    const { fetchListing } = await import('./listing.ts');
    const operation = 'listInstruments';
    const { signal } = options;
    const wanted = [...new Set(options.markets ?? MARKET_IDS)].map((id) => this.#marketId(id, operation));
    const {
      markets,
      answers: listings,
      failures,
    } = await askMarkets(
      wanted,
      (id) => fetchListing(this.#clients[id], { operation: `${operation} ${id}`, signal }),
      signal,
    );
    const listing = buildListing({
      exchange: this.id,
      markets,
      failures,
      instruments: listings.flatMap(({ instruments }) => instruments),
      quarantined: listings.flatMap(({ quarantined }) => quarantined),
      retrievedAt: Math.max(0, ...listings.map(({ retrievedAt }) => retrievedAt)),
    });
    for (const { exchangeSymbol, market, reason } of listing.quarantined) {
      this.#settings.logger.debug(
        `binance: ${market} ${exchangeSymbol ?? 'a row without a name'} is quarantined`,
        {
          reason,
        },
      );
    }
    this.instruments.add(listing.instruments);
    return listing;
  }

  /** An instrument that the exchange lists no more is `delisted`. */
  override async tradingStatus(
    symbol: InstrumentSelector,
    options: CallOptions = {},
  ): Promise<InstrumentStatus> {
    const instrument = await this.resolveInstrument(symbol, 'tradingStatus', options);
    const operation = `tradingStatus ${instrument.exchangeSymbol}`;
    const client = this.#clientOf(instrument, operation);
    return this.#statuses.of(client, { instrument, operation, signal: options.signal });
  }

  override async *fetchKlines(request: KlineRequest): AsyncGenerator<KlinePage, void, undefined> {
    const { series, source, judged } = await this.#series(request, 'fetchKlines');
    const range = closedRange(request, judged);
    yield* pageKlines(source, series, range, { emptyUntil: emptyUntil(judged), findNext: findFirstIn });
  }

  /** The files of https://data.binance.vision: see the README for what is and is not taken from them. */
  override get klineArchive(): KlineArchive {
    return { fetchKlines: (request) => this.#fetchFromArchive(request) };
  }

  async *#fetchFromArchive(request: KlineRequest): AsyncGenerator<KlinePage, void, undefined> {
    const { series, source, judged } = await this.#series(request, 'klineArchive');
    const closed = closedRange(request, judged);
    const opened = ceilToInterval(source.opened, series.interval);
    const range = { start: Math.max(closed.start, opened), end: closed.end };
    const { logger } = this.#settings;
    yield* archivePages(series, range, { client: this.#archive, now: judged.now, logger });
  }

  /** The candle need not be closed yet. */
  override async firstKlineOpenTime(request: FirstKlineRequest): Promise<number | null> {
    const { series, source, judged } = await this.#series(request, 'firstKlineOpenTime');
    return findFirstKline(source, series, judged.now);
  }

  /** The depth of the snapshot is the one that was asked of the exchange, and all levels it gave are there. */
  override async fetchOrderBookSnapshot(request: OrderBookRequest): Promise<OrderBookSnapshot> {
    const { symbol, signal, depth: wanted = DEFAULT_DEPTH } = request;
    const instrument = await this.resolveInstrument(symbol, 'fetchOrderBookSnapshot', { signal });
    const operation = `fetchOrderBookSnapshot ${instrument.exchangeSymbol}`;
    const client = this.#clientOf(instrument, operation);
    const depth = sufficientDepth(client.market.capabilities.orderBook.depths, wanted, {
      exchange: this.id,
      operation,
    });
    return fetchOrderBook(client, { instrument, depth, operation, signal });
  }

  override orderBookCost(instrument: Instrument, wanted: number = DEFAULT_DEPTH): RequestCost {
    const operation = `orderBookCost ${instrument.exchangeSymbol}`;
    const { market, budget } = this.#clientOf(instrument, operation);
    const details = { exchange: this.id, operation };
    const depth = sufficientDepth(market.capabilities.orderBook.depths, wanted, details);
    return { weight: market.orderBookWeight(depth), budget };
  }

  /**
   * Each book begins with a snapshot and is kept by the exchange's rules; books of all markets can be in one stream. See
   * the README for when a book counts as broken, and how it is mended.
   */
  override async *streamOrderBooks(
    request: OrderBookStreamRequest,
  ): AsyncGenerator<OrderBookStreamEvent, void, undefined> {
    const { symbols, depth, signal } = request;
    const operation = 'streamOrderBooks';
    if (symbols.length === 0) {
      throw new InvalidRequestError('no symbol is named', { exchange: this.id, operation });
    }
    const instruments = new Map<string, Instrument>();
    for (const symbol of symbols) {
      // The first may list all instruments, which the others then need not.
      // oxlint-disable-next-line no-await-in-loop
      const instrument = await this.resolveInstrument(symbol, operation, { signal });
      instruments.set(
        `${this.#marketId(instrument.market, operation)} ${instrument.exchangeSymbol}`,
        instrument,
      );
    }
    const markets = MARKET_IDS.map((id) => ({
      client: this.#clients[id],
      root: this.#settings.streamRoots[id],
      instruments: [...instruments.values()].filter(({ market }) => market === id),
    }));
    // Who fetches candles need not load what keeps books live.
    const { orderBookStream } = await import('./stream/order-book-stream.ts');
    const { sockets, clock, logger, budgetShare, streamSilenceMs: silenceMs } = this.#settings;
    const settings = { sockets, clock, logger, budgetShare, silenceMs };
    const named = markets.filter((books) => books.instruments.length > 0);
    yield* orderBookStream(named, depth, settings, signal);
  }

  /** The clock of the spot market; the others are measured for themselves where they matter. */
  override async serverTime(options: CallOptions = {}): Promise<ServerTime> {
    const { serverTime, offsetMs, roundTripMs } = await fetchServerTime(this.#clients.spot, {
      ...options,
      operation: 'serverTime',
    });
    return { serverTime, offsetMs, roundTripMs };
  }

  override async close(): Promise<void> {
    const { sockets, ownsSockets, transport, ownsTransport } = this.#settings;
    await Promise.all([ownsSockets && sockets.close(), ownsTransport && transport.close()]);
  }

  /** Whose candles are asked for, where they come from, and what they are judged by. */
  async #series(request: FirstKlineRequest, name: string): Promise<KlineQuestion> {
    const { symbol, interval, signal } = request;
    const instrument = await this.resolveInstrument(symbol, name, { signal });
    const operation = `${name} ${instrument.exchangeSymbol} ${interval}`;
    const client = this.#clientOf(instrument, operation);
    this.#assertInterval(client, interval, operation);
    const now = await this.#clocks[client.market.id].now({ signal });
    const { settleDelayMs } = this.#settings;
    const exchange = this.id;
    return {
      series: { exchange, instrument, interval, operation, signal },
      source: new BinanceKlines(client, now),
      judged: { interval, now, settleDelayMs, exchange, operation },
    };
  }

  #assertInterval({ market }: MarketClient, interval: Interval, operation: string): void {
    const { intervals } = market.capabilities.klines;
    if (intervals.includes(interval)) return;
    throw new UnsupportedCapabilityError(
      `the ${market.id} market has no ${interval} candles; it has ${intervals.join(', ')}`,
      { exchange: this.id, operation },
    );
  }

  #clientOf(instrument: Instrument, operation: string): MarketClient {
    return this.#clients[this.#marketId(instrument.market, operation)];
  }

  #marketId(text: string, operation: string): MarketId {
    const id = MARKET_IDS.find((known) => known === text);
    if (id !== undefined) return id;
    throw new UnsupportedCapabilityError(`there is no market ${text}; there are ${MARKET_IDS.join(', ')}`, {
      exchange: this.id,
      operation,
    });
  }
}
