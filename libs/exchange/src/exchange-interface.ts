import type { SymbolRepresentation } from '@marketloom/symbol';
import type { Capabilities } from './capabilities.ts';
import type { Instrument, InstrumentListing, InstrumentStatus } from './instrument.ts';
import { InstrumentCache } from './instrument-cache.ts';
import type { Interval } from './interval.ts';
import type { KlineArchive } from './kline-archive.ts';
import type { KlinePage } from './kline-page.ts';
import type { OrderBookSnapshot } from './order-book-snapshot.ts';
import type { OrderBookStreamEvent, OrderBookStreamRequest } from './order-book-stream.ts';
import type { RequestBudget } from './transport-port.ts';
import { UnsupportedCapabilityError } from './errors/unsupported-capability-error.ts';

/**
 * What to fetch: a standard symbol, printed or parsed, or an instrument itself.
 * A symbol that several instruments answer to means the most representative of them: trading before halted before
 * delisted, linear before quanto before inverse, then the oldest listing.
 */
export type InstrumentSelector = string | SymbolRepresentation | Instrument;

/** Options that every call takes. */
export interface CallOptions {
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link ExchangeInterface.listInstruments}. */
export interface ListInstrumentsOptions extends CallOptions {
  /** Only these markets; all when left out. */
  readonly markets?: readonly string[];
}

/** What klines to fetch. */
export interface KlineRequest extends CallOptions {
  readonly symbol: InstrumentSelector;
  readonly interval: Interval;
  /** First open time, epoch ms; aligned upwards to the interval. */
  readonly start: number;
  /** First open time that is no longer wanted, epoch ms. */
  readonly end: number;
}

/** What candle to look for. */
export interface FirstKlineRequest extends CallOptions {
  readonly symbol: InstrumentSelector;
  readonly interval: Interval;
}

/** What book to fetch. */
export interface OrderBookRequest extends CallOptions {
  readonly symbol: InstrumentSelector;
  /** How many levels a side, at least where the exchange has them; the exchange's smallest sufficient step is asked. */
  readonly depth?: number;
}

/** What a request costs. */
export interface RequestCost {
  /** In the exchange's own weights. */
  readonly weight: number;
  /** What it is taken from; its capacity is what the configuration leaves of the exchange's limit. */
  readonly budget: RequestBudget;
}

/** An exchange's clock against ours. */
export interface ServerTime {
  /** The exchange's clock when it answered, epoch ms. */
  readonly serverTime: number;
  /** The exchange's clock less ours, in ms, by the middle of the round trip. */
  readonly offsetMs: number;
  readonly roundTripMs: number;
}

/**
 * An exchange, in the field's terms. Adapters extend it. All ranges are half-open `[start, end)` on open time, UTC.
 * Every method throws an `ExchangeError`, or the signal's reason when it aborts.
 */
export abstract class ExchangeInterface {
  /** The exchange's id: `binance`. */
  abstract readonly id: string;
  /** The markets that the exchange has: `spot`, `usdm`, `coinm`. */
  abstract readonly markets: readonly string[];
  /** What each market can do. */
  abstract readonly capabilities: Capabilities;
  /**
   * How long after its end a candle counts as closed, by the exchange's clock, in ms: who waits for a new one asks no
   * sooner. Nothing, where the exchange marks closed candles itself.
   */
  get settleDelayMs(): number {
    return 0;
  }
  /** What is known of the exchange's instruments. */
  protected readonly instruments: InstrumentCache = new InstrumentCache();

  /**
   * Everything the exchange lists. Fills the cache that turns symbols into native ones. A market that does not answer
   * is in the listing's `failures` and holds back no other.
   * @throws {ExchangeError} when no market answers
   */
  abstract listInstruments(options?: ListInstrumentsOptions): Promise<InstrumentListing>;

  /** Whether the instrument trades, by the exchange's word now. */
  abstract tradingStatus(symbol: InstrumentSelector, options?: CallOptions): Promise<InstrumentStatus>;

  /**
   * Closed candles of a range, page by page, ascending. The ranges of the pages follow each other without a gap from
   * the first aligned open time, or the oldest that can still be asked for where history is short, to `end`, or to the
   * newest closed candle when that is earlier.
   * @throws {ExchangeError} behind the pages that were good; a `BadResponseError` may tell which candles it spoils
   */
  abstract fetchKlines(request: KlineRequest): AsyncIterable<KlinePage>;

  /** The exchange's history as files for download; null, as here, where it publishes none. */
  get klineArchive(): KlineArchive | null {
    return null;
  }

  /** The open time of the first candle there is, epoch ms; null when there is none. */
  abstract firstKlineOpenTime(request: FirstKlineRequest): Promise<number | null>;

  /** The book as it is now. Crossed, unsorted and non-positive books are refused. */
  abstract fetchOrderBookSnapshot(request: OrderBookRequest): Promise<OrderBookSnapshot>;

  /**
   * What one {@link fetchOrderBookSnapshot} of an instrument costs, and of which budget: who polls many can tell before
   * whether all of it fits. Null, as here, where it is not known.
   * @throws {InvalidRequestError | UnsupportedCapabilityError} when the market has no book of that depth
   */
  orderBookCost(_instrument: Instrument, _depth?: number): RequestCost | null {
    return null;
  }

  /**
   * Books that are kept live from the exchange's stream of updates, each after a snapshot of its own. What breaks on the
   * way is told and mended; only what cannot be mended is thrown: an unknown symbol, a refusal for good. Ending the
   * iteration, or an abort of the signal, closes the connections. Here: no market has it.
   * @throws {UnsupportedCapabilityError} when a symbol's market has no such stream: `capabilities` tell
   */
  streamOrderBooks(_request: OrderBookStreamRequest): AsyncIterable<OrderBookStreamEvent> {
    throw new UnsupportedCapabilityError('there is no stream of order books', {
      exchange: this.id,
      operation: 'streamOrderBooks',
    });
  }

  /** The exchange's clock. */
  abstract serverTime(options?: CallOptions): Promise<ServerTime>;

  /** Hands in known instruments, for instance from the catalogue, so that fetching needs no listing call. */
  useInstruments(instruments: Iterable<Instrument>): void {
    this.instruments.add(instruments);
  }

  /** Ends connections. The instance is not used after. */
  abstract close(): Promise<void>;

  /**
   * The instrument a selector means; lists the exchange's instruments when the cache does not know it.
   * @throws {UnknownSymbolError} with the nearest symbols there are
   */
  protected async resolveInstrument(
    selector: InstrumentSelector,
    operation: string,
    options: CallOptions = {},
  ): Promise<Instrument> {
    return this.instruments.resolve(selector, {
      exchange: this.id,
      operation,
      list: () => this.listInstruments(options),
    });
  }
}
