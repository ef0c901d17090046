import {
  assertOrderBook,
  BadResponseError,
  type Clock,
  type Instrument,
  type InstrumentStatus,
  isExchangeError,
  type Logger,
  type OrderBookSnapshot,
  packedOrderBook,
  type TransportResponse,
} from '@marketloom/exchange';
import { readExactJson, type JsonReader } from '@marketloom/transport';
import type { KlineSource } from '../klines/kline-source.ts';
import { FARTHEST_CLOCK_MS, type MeasuredTime, measuredTime, ServerClock } from '../server-clock.ts';
import type { BookQuestion, ListingEndpoint, MarketListing, RestMarket } from './endpoints.ts';
import { type QuestionContext, RestClient } from './rest-client.ts';
import type { RestExchangeSettings } from './rest-exchange.ts';
import { RestKlines } from './rest-klines.ts';

/** The markets of an exchange by their ids. */
export type MarketRooms = ReadonlyMap<string, MarketRoom>;

/** How long a whole listing answers for the instruments in it: who asks for many asks once. */
const BELIEVED_MS = 10_000;

/** What whole seconds, and the way here, make of a `Date`. */
const DATE_SLACK_MS = 5000;

/** One market, and what is needed to ask it: its client, its clock, its listing. */
export class MarketRoom {
  readonly market: RestMarket;
  readonly client: RestClient;
  readonly clock: ServerClock;
  readonly #exchange: string;
  readonly #localClock: Clock;
  readonly #logger: Logger;
  #listing: MarketListing | null = null;

  constructor(
    market: RestMarket,
    client: RestClient,
    settings: { readonly id: string; readonly clock: Clock; readonly logger: Logger },
  ) {
    this.market = market;
    this.client = client;
    this.#exchange = settings.id;
    this.#localClock = settings.clock;
    this.#logger = settings.logger;
    this.clock = new ServerClock((options) => this.#measuredOrOwn(options), settings.clock);
  }

  /** Asks for the exchange's time. */
  measureTime(options: QuestionContext): Promise<MeasuredTime> {
    const { operation } = options;
    return this.client.send(this.market.time, options, (response) => {
      const answer = readExactJson(response, { exchange: this.#exchange, operation });
      return measuredTime(this.market.time.read(answer, response), response);
    });
  }

  /**
   * Where an address does not tell the time, as a mirror may not, our own clock counts, unless the `Date` of its answer shows
   * that ours is ahead: minutes that are still to come would be taken for some without a trade.
   */
  async #measuredOrOwn(options: QuestionContext): Promise<MeasuredTime> {
    let told = Number.NaN;
    const arrived = ({ headers }: TransportResponse): void => {
      told = Date.parse(headers['date'] ?? '');
    };
    try {
      return await this.measureTime({ ...options, arrived });
    } catch (error) {
      if (!isExchangeError(error) || error.kind !== 'invalidRequest') throw error;
      const { path } = this.market.time;
      const own = this.#localClock.now();
      const isAhead = own > told && own - told < FARTHEST_CLOCK_MS;
      const whose = isAhead && own - told > DATE_SLACK_MS ? 'the Date of its answers' : 'our clock';
      this.#logger.warn(`${this.#exchange}: ${path} tells no time, so that ${whose} counts`, { error });
      return measuredTime(isAhead ? told : own, { sentAt: own, receivedAt: own });
    }
  }

  /** Where the candles come from when the exchange's clock shows `now`. */
  klineSource(now: number): KlineSource {
    return new RestKlines({ market: this.market, client: this.client, now, clock: this.#localClock });
  }

  /**
   * The book of an instrument as it is now, checked.
   * @throws {BadResponseError} when it is none, or cannot be
   */
  book(question: BookQuestion): Promise<OrderBookSnapshot> {
    const { instrument, depth, operation } = question;
    const { request, read, sizeUnit } = this.market.orderBook;
    const context = { exchange: this.#exchange, operation };
    return this.client.send(request(instrument, depth), question, (response) => {
      const answer = read(readExactJson(response, context), instrument, { ...context, depth });
      const { bids, asks, ...told } = answer;
      const head = { instrument, sizeUnit, ...told, depth, retrievedAt: response.receivedAt };
      const snapshot = packedOrderBook(head, { bids, asks });
      assertOrderBook(snapshot, operation);
      return snapshot;
    });
  }

  /** Asks for all that is listed. */
  async list(options: QuestionContext): Promise<MarketListing> {
    return this.#classified(options, undefined, async (listing, ask) => {
      const { withoutRepetition } = await import('../listing/without-repetition.ts');
      const rows: JsonReader[] = [];
      for await (const page of withoutRepetition(listing.rows(ask), listing)) rows.push(...page);
      return rows;
    });
  }

  /**
   * The status of one instrument now.
   * @throws {BadResponseError} when its row cannot be classified
   */
  async status(instrument: Instrument, options: QuestionContext): Promise<InstrumentStatus> {
    const { operation } = options;
    const { exchangeSymbol } = instrument;
    const listing = await this.#listingWith(instrument, options);
    const row = listing.quarantined.find((quarantined) => quarantined.exchangeSymbol === exchangeSymbol);
    if (row !== undefined) {
      const sample = JSON.stringify(row.raw) ?? '';
      throw new BadResponseError(row.reason, { exchange: this.#exchange, operation, path: '$', sample });
    }
    const listed = listing.instruments.find((candidate) => candidate.exchangeSymbol === exchangeSymbol);
    return listed?.status ?? 'delisted';
  }

  async #listingWith(instrument: Instrument, options: QuestionContext): Promise<MarketListing> {
    const { rowsOf } = await this.market.listing();
    if (rowsOf !== undefined) {
      try {
        return await this.#classified(options, instrument, (_, ask) => rowsOf(ask, instrument));
      } catch (error) {
        // What the exchange does not list is an error to it, and an answer to us.
        if (!isExchangeError(error) || error.kind !== 'unknownSymbol') throw error;
        return { instruments: [], quarantined: [], retrievedAt: 0 };
      }
    }
    const age = this.#listing === null ? Number.NaN : this.#localClock.now() - this.#listing.retrievedAt;
    if (this.#listing !== null && age >= 0 && age < BELIEVED_MS) return this.#listing;
    this.#listing = await this.list(options);
    return this.#listing;
  }

  async #classified(
    options: QuestionContext,
    instrument: Instrument | undefined,
    rowsOf: (
      listing: ListingEndpoint,
      ask: ReturnType<RestClient['asking']>,
    ) => Promise<readonly JsonReader[]>,
  ): Promise<MarketListing> {
    const [listing, { classifyRows }] = await Promise.all([
      this.market.listing(),
      import('../listing/fetch-listing.ts'),
    ]);
    let retrievedAt = 0;
    const arrived = ({ receivedAt }: TransportResponse): void => {
      retrievedAt = Math.max(retrievedAt, receivedAt);
    };
    const ask = this.client.asking({ ...options, instrument, arrived });
    const rows = await rowsOf(listing, ask);
    return classifyRows(rows, listing, { exchange: this.#exchange, market: this.market.id, retrievedAt });
  }
}

/** The markets of an exchange, each with what is needed to ask it. Markets of one root address share its budgets. */
export function marketRooms(settings: RestExchangeSettings): MarketRooms {
  const { id: exchange, markets, roots, budgetShare, transport, refusals } = settings;
  return new Map(
    markets.map((market) => {
      const root = roots[market.id] ?? '';
      const client = new RestClient({
        exchange,
        root,
        budget: market.budget,
        budgetShare,
        transport,
        refusals,
      });
      return [market.id, new MarketRoom(market, client, settings)];
    }),
  );
}
