import {
  askMarkets,
  buildListing,
  type CallOptions,
  type Capabilities,
  type Clock,
  ExchangeInterface,
  type FirstKlineRequest,
  type Instrument,
  type InstrumentListing,
  type InstrumentSelector,
  type InstrumentStatus,
  type KlinePage,
  type KlineRequest,
  type ListInstrumentsOptions,
  type Logger,
  type OrderBookRequest,
  type OrderBookSnapshot,
  type RequestCost,
  type ServerTime,
  type SocketTransport,
  type TimeRange,
  type Transport,
  UnsupportedCapabilityError,
} from '@marketloom/exchange';
import { sufficientDepth } from '../books/sufficient-depth.ts';
import { closedRange, emptyUntil } from '../klines/closed-range.ts';
import { findFirstIn, findFirstKline } from '../klines/find-klines.ts';
import type { KlineSeries, KlineSource } from '../klines/kline-source.ts';
import { pageKlines } from '../klines/page-klines.ts';
import { capabilitiesOf } from './capabilities-of.ts';
import type { RestMarket } from './endpoints.ts';
import { MarketRoom, type MarketRooms, marketRooms } from './market-room.ts';
import type { RefusalReader } from './rest-client.ts';

/** What a {@link RestExchange} works with. */
export interface RestExchangeSettings {
  /** The exchange's id. */
  readonly id: string;
  readonly markets: readonly RestMarket[];
  /** The root address of each market, by its id. */
  readonly roots: Readonly<Record<string, string>>;
  readonly refusals: RefusalReader;
  readonly transport: Transport;
  /** Whether {@link RestExchange.close} closes the transport. */
  readonly ownsTransport: boolean;
  /** Handed on to exchanges that keep books live; null where none was handed in. */
  readonly sockets: SocketTransport | null;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The share of the exchange's limits that is used at most. */
  readonly budgetShare: number;
  /** How long after its end a candle counts as closed, by the exchange's clock, in ms. */
  readonly settleDelayMs: number;
}

/** What is asked for, and the series it is of. */
export interface KlineQuestion {
  readonly room: MarketRoom;
  readonly series: KlineSeries;
  /** What the market's clock shows, epoch ms. */
  readonly now: number;
}

/**
 * An exchange over REST, made of the facts and endpoints of its markets. Adapters whose exchange needs more extend it
 * and override what differs.
 */
export class RestExchange extends ExchangeInterface {
  override readonly id: string;
  override readonly markets: readonly string[];
  override readonly capabilities: Capabilities;
  protected readonly settings: RestExchangeSettings;
  readonly #rooms: MarketRooms;

  constructor(settings: RestExchangeSettings) {
    super();
    this.settings = settings;
    this.id = settings.id;
    this.markets = settings.markets.map(({ id }) => id);
    this.capabilities = Object.fromEntries(
      settings.markets.map((market) => [market.id, capabilitiesOf(market)]),
    );
    this.#rooms = marketRooms(settings);
  }

  override get settleDelayMs(): number {
    return this.settings.settleDelayMs;
  }

  /** All markets are asked at once. Those that do not answer are in `failures`, so that nothing looks delisted by mistake. */
  override async listInstruments(options: ListInstrumentsOptions = {}): Promise<InstrumentListing> {
    const operation = 'listInstruments';
    const { signal } = options;
    const wanted = [...new Set(options.markets ?? this.markets)];
    for (const id of wanted) this.room(id, operation);
    const { markets, answers, failures } = await askMarkets(
      wanted,
      (id) => this.room(id, operation).list({ operation: `${operation} ${id}`, signal }),
      signal,
    );
    const listing = buildListing({
      exchange: this.id,
      markets,
      failures,
      instruments: answers.flatMap(({ instruments }) => instruments),
      quarantined: answers.flatMap(({ quarantined }) => quarantined),
      retrievedAt: Math.max(0, ...answers.map(({ retrievedAt }) => retrievedAt)),
    });
    for (const { exchangeSymbol, market, reason } of listing.quarantined) {
      const row = exchangeSymbol ?? 'a row without a name';
      this.settings.logger.debug(`${this.id}: ${market} ${row} is quarantined`, { reason });
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
    return this.room(instrument.market, operation).status(instrument, { operation, signal: options.signal });
  }

  override async *fetchKlines(request: KlineRequest): AsyncGenerator<KlinePage, void, undefined> {
    const question = await this.klineQuestion(request, 'fetchKlines');
    const { series, now } = question;
    const judged = { ...series, now, settleDelayMs: this.settleDelayMs };
    yield* this.pages(question, closedRange(request, judged), emptyUntil(judged));
  }

  /** The candle need not be closed yet. */
  override async firstKlineOpenTime(request: FirstKlineRequest): Promise<number | null> {
    const question = await this.klineQuestion(request, 'firstKlineOpenTime');
    return findFirstKline(this.klineSource(question), question.series, question.now);
  }

  /** The depth of the snapshot is the one that was asked of the exchange; levels that came beyond it may be there. */
  override async fetchOrderBookSnapshot(request: OrderBookRequest): Promise<OrderBookSnapshot> {
    const { symbol, signal } = request;
    const instrument = await this.resolveInstrument(symbol, 'fetchOrderBookSnapshot', { signal });
    const operation = `fetchOrderBookSnapshot ${instrument.exchangeSymbol}`;
    const room = this.room(instrument.market, operation);
    const { depths, defaultDepth } = room.market.orderBook;
    const depth = sufficientDepth(depths, request.depth ?? defaultDepth, { exchange: this.id, operation });
    return room.book({ instrument, depth, operation, signal });
  }

  override orderBookCost(instrument: Instrument, wanted?: number): RequestCost {
    const operation = `orderBookCost ${instrument.exchangeSymbol}`;
    const { market, client } = this.room(instrument.market, operation);
    const { depths, defaultDepth, request } = market.orderBook;
    const depth = sufficientDepth(depths, wanted ?? defaultDepth, { exchange: this.id, operation });
    return client.costOf(request(instrument, depth));
  }

  /** The clock of the first market; the others are measured for themselves where they matter. */
  override async serverTime(options: CallOptions = {}): Promise<ServerTime> {
    const operation = 'serverTime';
    const room = this.room(this.markets[0] ?? '', operation);
    const { serverTime, offsetMs, roundTripMs } = await room.measureTime({ ...options, operation });
    return { serverTime, offsetMs, roundTripMs };
  }

  override async close(): Promise<void> {
    if (this.settings.ownsTransport) await this.settings.transport.close();
  }

  /**
   * The pages of an aligned range that is over. Override it where part of the history comes from somewhere else, and
   * leave the rest to this.
   */
  protected pages(
    question: KlineQuestion,
    range: TimeRange,
    believedUntil: number,
  ): AsyncGenerator<KlinePage, void, undefined> {
    const source = this.klineSource(question);
    return pageKlines(source, question.series, range, {
      emptyUntil: believedUntil,
      findNext: findFirstIn,
    });
  }

  /** Where the candles of a market come from, as things are now. */
  protected klineSource({ room, now }: KlineQuestion): KlineSource {
    return room.klineSource(now);
  }

  /** Whose candles are asked for, and what the market's clock shows. */
  protected async klineQuestion(request: FirstKlineRequest, name: string): Promise<KlineQuestion> {
    const { symbol, interval, signal } = request;
    const instrument = await this.resolveInstrument(symbol, name, { signal });
    const operation = `${name} ${instrument.exchangeSymbol} ${interval}`;
    const room = this.room(instrument.market, operation);
    const intervals = this.capabilities[room.market.id]?.klines.intervals ?? [];
    if (!intervals.includes(interval)) {
      throw new UnsupportedCapabilityError(
        `the ${room.market.id} market has no ${interval} candles; it has ${intervals.join(', ')}`,
        { exchange: this.id, operation },
      );
    }
    const now = await room.clock.now({ signal });
    return { room, series: { exchange: this.id, instrument, interval, operation, signal }, now };
  }

  /**
   * A market and what is needed to ask it.
   * @throws {UnsupportedCapabilityError} when there is no such market
   */
  protected room(id: string, operation: string): MarketRoom {
    const room = this.#rooms.get(id);
    if (room !== undefined) return room;
    throw new UnsupportedCapabilityError(`there is no market ${id}; there are ${this.markets.join(', ')}`, {
      exchange: this.id,
      operation,
    });
  }
}
