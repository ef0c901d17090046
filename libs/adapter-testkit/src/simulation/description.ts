import type { KlineDialect } from '@marketloom/adapter-kit';
import type {
  ExchangeErrorKind,
  InstrumentStatus,
  Interval,
  KlineColumn,
  OrderBookDepths,
  TimeRange,
} from '@marketloom/exchange';
import type { CandleSource } from './candle-source.ts';
import type { SimulatedStreams } from './stream-description.ts';

/** A request as a simulated exchange sees it. */
export interface SimulatedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What stood where the endpoint's path has `:name`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body, parsed from JSON; null when there is none. */
  readonly body: unknown;
  /** The exchange's clock, epoch ms. */
  readonly now: number;
  /** The first trade of every instrument, epoch ms. */
  readonly listedAt: number;
  /** When nothing could be traded. */
  readonly outages: readonly TimeRange[];
}

/** What a simulated exchange answers: JSON of `body`, or `text` as it is. */
export interface SimulatedAnswer {
  /** 200 when left out. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
}

/** Which requests an endpoint takes. */
export interface SimulatedRoute {
  /** `/products/:symbol/book`. */
  readonly path: string;
  /** Parameters that must be so: `{ category: 'linear' }`. */
  readonly query?: Readonly<Record<string, string>>;
  /** Fields that the body of a POST must have so: `{ type: 'l2Book' }`; `req.coin` is the field `coin` of `req`. */
  readonly body?: Readonly<Record<string, string>>;
}

/** An endpoint that answers what a function says. */
export interface SimulatedEndpoint extends SimulatedRoute {
  /** The answer to a request that the route takes. */
  readonly answer: (request: SimulatedRequest) => SimulatedAnswer;
}

/** A book as a simulated exchange has it: prices and sizes as text, best first. */
export interface SimulatedBook {
  readonly exchangeSymbol: string;
  readonly bids: readonly (readonly [price: string, size: string])[];
  readonly asks: readonly (readonly [price: string, size: string])[];
  /** Larger than what a float holds, and within 64 bits. */
  readonly updateId: string;
  /** Epoch ms. */
  readonly time: number;
}

/** How a simulated exchange gives books. */
export interface SimulatedBooks extends SimulatedRoute {
  /** What sizes count, by the exchange's word; the adapter must say the same. Not compared when left out. */
  readonly sizeUnit?: 'base' | 'contracts';
  /** The depths that the exchange takes; the adapter must not take others for such. Not compared when left out. */
  readonly depths?: OrderBookDepths;
  /** The exchange's name of the instrument in a request. */
  readonly symbolOf: (request: SimulatedRequest) => string | null;
  /** The answer that tells a book. */
  readonly answer: (book: SimulatedBook, request: SimulatedRequest) => SimulatedAnswer;
}

/** How a simulated exchange gives klines, beside what the dialect says. */
export interface SimulatedKlines {
  readonly dialect: KlineDialect;
  /** What stands around the rows: `{ retCode: 0, retMsg: 'OK' }`; nothing when left out. */
  readonly envelope?: (request: SimulatedRequest) => Readonly<Record<string, unknown>>;
  /**
   * What a word of the exchange for an interval means, where the word itself does not tell: that `30d` is a month, or that
   * `7d` begins on Mondays, which at some exchanges it does not.
   */
  readonly words?: Readonly<Record<string, Interval>>;
  /** What a number without a unit counts as a word for an interval; minutes when left out. */
  readonly bareNumbers?: 'minutes' | 'seconds';
  /** The name of a row's field in the envelope where the dialect says `*`; the instrument's name when left out. */
  readonly fieldOf?: (exchangeSymbol: string) => string;
  /** Names that requests use, where they are others than in the listing. */
  readonly symbolOf?: (exchangeSymbol: string) => string;
}

/** An instrument that the listing has, and what must come of it: what is left out is not compared. */
export interface ExpectedInstrument {
  readonly exchangeSymbol: string;
  /** As printed: `BTC-USDT-SPOT`. */
  readonly symbol: string;
  readonly status: InstrumentStatus;
  /** What one contract stands for, where it is a contract. */
  readonly contractSize?: string | null;
  readonly tickSize?: string | null;
  readonly lotSize?: string | null;
  /** Epoch ms. */
  readonly listedAt?: number | null;
  /** Epoch ms. */
  readonly expiresAt?: number | null;
  /** What the base counts, and how many: `PEPE` and `1000` for `1000PEPE`. */
  readonly underlyingAsset?: string;
  readonly baseMultiplier?: string;
}

/** A market of a simulated exchange. Klines are of the first instrument that trades; its first trade is `listedAt`. */
export interface SimulatedMarket {
  readonly id: string;
  /** Every instrument of {@link listing} that can be classified. */
  readonly instruments: readonly [ExpectedInstrument, ...ExpectedInstrument[]];
  /** Rows of the listing that cannot be classified and must be quarantined: names, or null for rows without one. */
  readonly quarantined?: readonly (string | null)[];
  readonly listing: readonly SimulatedEndpoint[];
  readonly time: SimulatedEndpoint;
  readonly klines: readonly SimulatedKlines[];
  readonly orderBook: SimulatedBooks;
  /** How changes of books are sent, where the exchange sends them. */
  readonly streams?: SimulatedStreams;
  /** The answer to a request for an instrument that the market does not have, where it is worded otherwise than elsewhere. */
  readonly unknownSymbol?: SimulatedAnswer;
  /** Where its candles come from; made up when left out. */
  readonly candles?: CandleSource;
  /** Columns that the kline endpoints lack and other endpoints tell of some candles: where they are told they must be right. */
  readonly toldElsewhere?: readonly KlineColumn[];
}

/** A limit of a simulated exchange on one address. */
export interface SimulatedLimit {
  readonly name: string;
  /** The most that may be used in `windowMs`. */
  readonly capacity: number;
  readonly windowMs: number;
  /**
   * How what was used comes back: with each window, aligned to the epoch, all `at once`; or `steadily`, into a bucket that
   * holds `capacity` and is filled in `windowMs`. At once when left out.
   */
  readonly refill?: 'at once' | 'steadily';
  /** What a request costs; 0 for what the limit does not count. */
  readonly weight: (request: SimulatedRequest) => number;
}

/** How the exchange words a refusal, and the kind of error that must come of it. */
export interface SimulatedRefusal {
  /** What it is: `BAD_SYMBOL`. */
  readonly name: string;
  readonly kind: ExchangeErrorKind;
  readonly answer: SimulatedAnswer;
}

/** All that a simulated exchange needs to know: facts of the exchange, from its documentation. */
export interface SimulatedExchange {
  readonly markets: readonly [SimulatedMarket, ...SimulatedMarket[]];
  /** Other endpoints, such as trades. */
  readonly endpoints?: readonly SimulatedEndpoint[];
  readonly limits: readonly SimulatedLimit[];
  /**
   * The answer to too many requests; `waitMs` is how long the exchange asks to wait, where it says so. Its clock shows
   * `now`, epoch ms.
   */
  readonly tooMany: (waitMs: number, now: number) => SimulatedAnswer;
  /** The answer to an address that is banned until then, epoch ms by the exchange's clock; where it bans at all. */
  readonly banned?: (until: number, now: number) => SimulatedAnswer;
  /** Each of them is answered once, and the adapter must tell its kind. */
  readonly refusals: readonly SimulatedRefusal[];
  /** The answer to a request for an instrument or an interval that does not exist. */
  readonly unknownSymbol: SimulatedAnswer;
  /** The answer to a request that cannot be taken, such as a limit above the most. */
  readonly invalidRequest: SimulatedAnswer;
}
