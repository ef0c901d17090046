import type {
  CallOptions,
  Instrument,
  MarketCapabilities,
  OrderBookDepths,
  PackedLevels,
  QuarantinedInstrument,
  TransportResponse,
} from '@marketloom/exchange';
import type { SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';
import type { KlineDialect } from '../klines/kline-dialect.ts';

/** What one IP address may send, of which a share is used. Requests below one root that name one budget share it. */
export interface BudgetFacts {
  /** Tells the budgets of one root apart: `public`, `history`. */
  readonly name: string;
  /** The weight that the exchange allows in one window. */
  readonly capacity: number;
  /** The length of a window, ms; windows are aligned to the epoch. */
  readonly windowMs: number;
  /** The response header that tells the weight used in the current window, in lower case. */
  readonly usedWeightHeader?: string;
}

/** A question to an exchange, without its root address. */
export interface EndpointRequest {
  /** Behind the root address: `/v5/market/time`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** Sent by POST, as JSON, where there is one. */
  readonly body?: unknown;
  /** What it costs of the budget; 1 when left out. */
  readonly weight?: number;
  /** The budget it is taken from; the market's when left out. */
  readonly budget?: BudgetFacts;
}

/** Asks an exchange and gives a reader of the answer, whose numbers keep their digits. Refusals are thrown. */
export type Ask = (request: EndpointRequest) => Promise<JsonReader>;

/** How an exchange tells its time. */
export interface TimeEndpoint extends EndpointRequest {
  /** Epoch ms. Where no answer tells it, the `date` of `headers` does, in whole seconds: `Date.parse(headers['date'] ?? '')`. */
  readonly read: (answer: JsonReader, response: TransportResponse) => number;
}

/**
 * What an adapter says of one listed row; the kit adds exchange, market and the raw row. Base and quote are standard
 * names; what is left out is told apart from the type: spot settles in its quote, and nothing expires but futures.
 */
export interface ClassifiedInstrument extends Pick<Instrument, 'exchangeSymbol' | 'status'> {
  readonly symbol: SymbolRepresentation;
  /** The smallest step of the price; null where the exchange does not say. */
  readonly tickSize: string | null;
  /** The smallest step of the size; null where the exchange does not say. */
  readonly lotSize: string | null;
  /** Null for spot. */
  readonly contractSize?: string | null;
  /** What the base counts, and how many: `{ asset: 'PEPE', multiplier: '1000' }` for `1000PEPE`. */
  readonly underlying?: { readonly asset: string; readonly multiplier: string };
  /** Epoch ms; of futures, and of perpetuals that the exchange takes off at a time it tells. */
  readonly expiresAt?: number | null;
  /** Epoch ms, where the exchange says. */
  readonly listedAt?: number | null;
}

/** How an exchange lists what can be traded in a market. */
export interface ListingEndpoint {
  /**
   * Every row, one array for each answer: where a listing comes in pages, ask until there are no more. An answer that
   * repeats an earlier one ends it with a `BadResponseError`.
   */
  rows(ask: Ask): AsyncIterable<readonly JsonReader[]>;
  /**
   * What a row is; null for what is no instrument of this market and nobody expects to find here. `retrievedAt` is when
   * its answer arrived, epoch ms.
   * @throws {Unclassifiable} when it cannot be told: the row is quarantined with the message, and the rest goes on; so
   * are rows whose fields are not as documented (`BadResponseError`), and symbols that are none (`InvalidSymbolError`)
   */
  classify(row: JsonReader, retrievedAt: number): ClassifiedInstrument | null;
  /** The exchange's name in a row that cannot be classified; null where it has none. */
  nameOf(row: JsonReader): string | null;
  /** Asks for one instrument alone, where that is cheaper than the listing: the rows that came. */
  readonly rowsOf?: (ask: Ask, instrument: Instrument) => Promise<readonly JsonReader[]>;
}

/** What one market lists. */
export interface MarketListing {
  readonly instruments: readonly Instrument[];
  readonly quarantined: readonly QuarantinedInstrument[];
  /** When the last answer had arrived, epoch ms. */
  readonly retrievedAt: number;
}

/** What stands in an answer with a book. */
export interface BookAnswer {
  /** Best first, as `readLevels` reads them. */
  readonly bids: PackedLevels;
  readonly asks: PackedLevels;
  /** The exchange's sequence number; null where it gives none. */
  readonly lastUpdateId: bigint | null;
  /** Epoch ms. */
  readonly exchangeTs: number | null;
  /** What sizes count, where that differs from instrument to instrument. */
  readonly sizeUnit?: 'base' | 'contracts';
}

/** Which book to ask for. */
export interface BookQuestion extends CallOptions {
  readonly instrument: Instrument;
  /** One that the endpoint takes. */
  readonly depth: number;
  /** What is being done, for errors. */
  readonly operation: string;
}

/** What a book was asked for, and by whom, for errors. */
export interface AskedBook {
  /** The depth that was asked of the endpoint. Levels beyond it, where more come, may be left out. */
  readonly depth: number;
  /** The exchange's id. */
  readonly exchange: string;
  /** What is being done, for errors. */
  readonly operation: string;
}

/** How an exchange gives the book of an instrument. */
export interface OrderBookEndpoint {
  readonly depths: OrderBookDepths;
  /** Asked for when nothing is said. */
  readonly defaultDepth: number;
  /** What sizes count: the base asset, or contracts. */
  readonly sizeUnit: 'base' | 'contracts';
  /** What every answer leaves out. */
  readonly omits: readonly ('lastUpdateId' | 'exchangeTs')[];
  /** Whether books are kept live as well: `streamOrderBooks` is the adapter's own. Not when left out. */
  readonly stream?: boolean;
  /** `depth` is one that the endpoint takes. */
  readonly request: (instrument: Instrument, depth: number) => EndpointRequest;
  /** What stands in an answer. What it throws for an answer that is not as documented is a `BadResponseError`. */
  readonly read: (answer: JsonReader, instrument: Instrument, asked: AskedBook) => BookAnswer;
}

/** An endpoint for klines. */
export interface KlineEndpoint {
  readonly dialect: KlineDialect;
  /** What a request for so many candles costs; 1 when left out. */
  readonly weight?: (limit: number) => number;
  /** The budget of its requests; the market's when left out. */
  readonly budget?: BudgetFacts;
  /** The exchange's name of an instrument at this endpoint, where it is another than in the listing. */
  readonly symbolOf?: (instrument: Instrument) => string;
}

/** A market over REST: facts and endpoints. */
export interface RestMarket {
  /** In the adapter's words: `spot`. */
  readonly id: string;
  /** The key of the configuration that holds its root address: `spot_url`. */
  readonly urlKey: string;
  /** The budget of requests that name no other. */
  readonly budget: BudgetFacts;
  /** Before this time, epoch ms, the market did not exist: no candle is asked of it. */
  readonly opened: number;
  readonly time: TimeEndpoint;
  /**
   * Loaded when it is needed: who fetches candles of known instruments has no use for it. Asked for anew with each listing,
   * so what `rows` learns for `classify`, such as a second answer with the names of assets, may be kept in a closure.
   */
  readonly listing: () => Promise<ListingEndpoint>;
  /** Endpoints for klines; where there are several, those that reach less far back come first. */
  readonly klines: readonly [KlineEndpoint, ...KlineEndpoint[]];
  /** What the market can do with klines where that is not what its endpoints say: candles may come from trades, too. */
  readonly klineCapabilities?: Partial<MarketCapabilities['klines']>;
  readonly orderBook: OrderBookEndpoint;
}
