import { closedRange, RestExchange, type RestExchangeSettings } from '@marketloom/adapter-kit';
import {
  ceilToInterval,
  type Instrument,
  InvalidRequestError,
  type KlineArchive,
  type KlinePage,
  type KlineRequest,
  type OrderBookStreamEvent,
  type OrderBookStreamRequest,
  type SocketTransport,
} from '@marketloom/exchange';
import { ArchiveClient } from './archive/archive-client.ts';
import { refusals } from './errors.ts';
import { archivePages } from './archive/kline-archive.ts';
import { MARKET_IDS, type MarketId, MARKETS } from './markets.ts';

/** What a {@link BinanceExchange} works with. */
export interface BinanceSettings extends Omit<RestExchangeSettings, 'id' | 'markets' | 'refusals'> {
  /** The address of each market's streams, to which paths are appended. */
  readonly streamRoots: Readonly<Record<MarketId, string>>;
  /** The address of the archive of files, likewise. */
  readonly archiveRoot: string;
  /** How long one file of the archive may take, in ms. */
  readonly archiveTimeoutMs: number;
  readonly sockets: SocketTransport;
  /** Whether {@link BinanceExchange.close} closes the sockets. */
  readonly ownsSockets: boolean;
  /** How long a live book may be without an update before the exchange is asked about it, in ms. */
  readonly streamSilenceMs: number;
}

/** Binance: its spot, USD-M and COIN-M markets, their archive of files, and their streams. */
export class BinanceExchange extends RestExchange {
  declare readonly id: 'binance';
  declare readonly markets: readonly MarketId[];
  readonly #settings: BinanceSettings;
  readonly #archive: ArchiveClient;

  constructor(settings: BinanceSettings) {
    super({ ...settings, id: 'binance', markets: MARKETS, refusals });
    const { archiveRoot, archiveTimeoutMs, transport } = settings;
    this.#settings = settings;
    this.#archive = new ArchiveClient({ root: archiveRoot, transport, timeoutMs: archiveTimeoutMs });
  }

  /** The files of https://data.binance.vision: see the README for what is and is not taken from them. */
  override get klineArchive(): KlineArchive {
    return { fetchKlines: (request) => this.#fetchFromArchive(request) };
  }

  async *#fetchFromArchive(request: KlineRequest): AsyncGenerator<KlinePage, void, undefined> {
    const { room, series, now } = await this.klineQuestion(request, 'klineArchive');
    const { klines, opened } = room.market;
    const closed = closedRange(request, { ...series, now, settleDelayMs: this.settleDelayMs });
    const start = Math.max(closed.start, ceilToInterval(opened, series.interval));
    const { logger } = this.#settings;
    const parts = { client: this.#archive, dialect: klines[0].dialect, now, logger };
    yield* archivePages(series, { start, end: closed.end }, parts);
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
      const { market } = this.room(instrument.market, operation);
      instruments.set(`${market.id} ${instrument.exchangeSymbol}`, instrument);
    }
    const markets = MARKET_IDS.map((id) => ({
      id,
      room: this.room(id, operation),
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

  /** Closes the connections of its streams too, where they are its own. */
  override async close(): Promise<void> {
    const { sockets, ownsSockets } = this.#settings;
    await Promise.all([ownsSockets && sockets.close(), super.close()]);
  }
}
