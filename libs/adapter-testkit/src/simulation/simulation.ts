import type { KlineCells } from '@marketloom/adapter-kit';
import { type Interval, type Instrument, openTimes, type TimeRange } from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { CandleFacts, SimulatedCandle } from './candle.ts';
import { inventedCandles } from './candle-source.ts';
import type {
  ExpectedInstrument,
  SimulatedAnswer,
  SimulatedBook,
  SimulatedExchange,
  SimulatedKlines,
  SimulatedMarket,
  SimulatedRequest,
} from './description.ts';
import {
  type AskedKlines,
  candlesFor,
  NotTakenError,
  readRequest,
  wrapRows,
  writeRows,
} from './kline-responder.ts';
import { inventBook } from './invented-book.ts';
import { LimitCounter } from './limit-counter.ts';
import { klineRoute, taken } from './route.ts';

/** What may change while a simulated exchange runs. */
export interface ExchangeState {
  /** The exchange's clock, epoch ms. */
  now(): number;
  /** The first trade of every instrument, epoch ms. */
  readonly listedAt: number;
  /** When nothing could be traded. */
  readonly outages: readonly TimeRange[];
  /** Where it listens; any free port when left out. */
  readonly port?: number;
}

/** A kline request as it was understood. */
export interface SeenKlines extends AskedKlines {
  readonly market: string;
}

/** What an exchange answers, with no network around it. */
export class Simulation {
  readonly exchange: SimulatedExchange;
  readonly limits: readonly LimitCounter[];
  /** Every kline request that was understood. */
  readonly klines: SeenKlines[] = [];
  /** While it is set, everything is refused until then: epoch ms by the exchange's clock. */
  bannedUntil = 0;
  /** Where its books come from; they are made up where it gives none. */
  bookOf: (exchangeSymbol: string) => SimulatedBook | null = () => null;
  readonly #state: ExchangeState;

  constructor(exchange: SimulatedExchange, state: ExchangeState) {
    this.exchange = exchange;
    this.limits = exchange.limits.map((limit) => new LimitCounter(limit));
    this.#state = state;
  }

  /** The answer to a request. */
  answer(request: SimulatedRequest): SimulatedAnswer {
    const { exchange } = this;
    if (request.now < this.bannedUntil) {
      return (
        exchange.banned?.(this.bannedUntil, request.now) ??
        exchange.tooMany(this.bannedUntil - request.now, request.now)
      );
    }
    const waits = this.limits.map((counter) => counter.take(request)).filter((wait) => wait !== null);
    if (waits.length > 0) return exchange.tooMany(Math.max(...waits), request.now);
    // Where markets share an endpoint, the instrument tells whose question it is.
    let unknown: SimulatedAnswer | null = null;
    for (const market of exchange.markets) {
      for (const endpoint of [market.time, ...market.listing]) {
        const mine = taken(endpoint, request);
        if (mine !== null) return endpoint.answer(mine);
      }
      const answer = this.#klines(market, request) ?? this.#book(market, request);
      if (answer === this.#unknownIn(market)) unknown = answer;
      else if (answer !== null) return answer;
    }
    for (const endpoint of exchange.endpoints ?? []) {
      const mine = taken(endpoint, request);
      if (mine !== null) return endpoint.answer(mine);
    }
    return unknown ?? { status: 404, text: 'no such endpoint' };
  }

  /** The candles that there are in a range, whether closed or not, ascending. */
  candles(
    market: SimulatedMarket,
    exchangeSymbol: string,
    interval: Interval,
    range: TimeRange,
  ): SimulatedCandle[] {
    const candleAt = this.#candleAt(market, exchangeSymbol, interval);
    return [...openTimes(range, interval)].map(candleAt).filter((candle) => candle !== null);
  }

  #candleAt(
    market: SimulatedMarket,
    exchangeSymbol: string,
    interval: Interval,
  ): (openTime: number) => SimulatedCandle | null {
    const instrument = market.instruments.find((known) => known.exchangeSymbol === exchangeSymbol);
    const klines = klinesFor(market, interval);
    if (instrument === undefined || klines === undefined) return () => null;
    const { listedAt, outages } = this.#state;
    const facts: CandleFacts = {
      exchangeSymbol,
      contracts: (cellsFor(klines, market, instrument).contracts ?? []).length > 0,
      listedAt,
      outages,
      quietIntervals: klines.dialect.quietIntervals,
    };
    const source = market.candles ?? inventedCandles;
    return (openTime) => source.candle(facts, interval, openTime);
  }

  #unknownIn({ unknownSymbol }: SimulatedMarket): SimulatedAnswer {
    return unknownSymbol ?? this.exchange.unknownSymbol;
  }

  #klines(market: SimulatedMarket, request: SimulatedRequest): SimulatedAnswer | null {
    for (const klines of market.klines) {
      const { rowsAt } = klines.dialect;
      const mine = taken(klineRoute(klines.dialect), request);
      if (mine === null) continue;
      try {
        const asked = readRequest(klines, mine);
        const instrument = asked && instrumentNamed(market, klines, asked.exchangeSymbol);
        if (asked === null || instrument === undefined || instrument === null) return this.#unknownIn(market);
        const { exchangeSymbol } = instrument;
        this.klines.push({ ...asked, exchangeSymbol, market: market.id });
        const candleAt = this.#candleAt(market, exchangeSymbol, asked.interval);
        const candles = candlesFor(klines.dialect, asked, request.now, {
          listedAt: this.#state.listedAt,
          candleAt,
        });
        const { dialect } = klines;
        const cells = cellsFor(klines, market, instrument);
        const rows = writeRows(candles, { dialect, cells, interval: asked.interval, now: request.now });
        const field = klines.fieldOf?.(exchangeSymbol) ?? exchangeSymbol;
        return { body: wrapRows(rows, rowsAt, klines.envelope?.(mine) ?? {}, field) };
      } catch (error) {
        if (!(error instanceof NotTakenError)) throw error;
        return this.exchange.invalidRequest;
      }
    }
    return null;
  }

  #book(market: SimulatedMarket, request: SimulatedRequest): SimulatedAnswer | null {
    const mine = taken(market.orderBook, request);
    if (mine === null) return null;
    const name = market.orderBook.symbolOf(mine);
    const known = market.instruments.some(({ exchangeSymbol }) => exchangeSymbol === name);
    if (name === null || !known) return this.#unknownIn(market);
    return market.orderBook.answer(this.bookOf(name) ?? inventBook(name, request.now), mine);
  }
}

function klinesFor(market: SimulatedMarket, interval: Interval): SimulatedKlines | undefined {
  return market.klines.find(({ dialect }) => Object.hasOwn(dialect.intervals, interval)) ?? market.klines[0];
}

function instrumentNamed(
  market: SimulatedMarket,
  { symbolOf = (name) => name }: SimulatedKlines,
  name: string,
): ExpectedInstrument | undefined {
  return market.instruments.find(({ exchangeSymbol }) => symbolOf(exchangeSymbol) === name);
}

/** Where rows of an instrument hold what. */
export function cellsFor(
  { dialect }: SimulatedKlines,
  market: SimulatedMarket,
  expected: ExpectedInstrument,
): KlineCells {
  if (typeof dialect.cells !== 'function') return dialect.cells;
  return dialect.cells(instrumentOf(market, expected));
}

/** An instrument with what is expected of it and nothing else. */
function instrumentOf(market: SimulatedMarket, expected: ExpectedInstrument): Instrument {
  const symbol = SymbolRepresentation.parse(expected.symbol);
  const { base: baseAsset, quote: quoteAsset, settle: settleAsset, type, expiresAt } = symbol;
  return {
    exchange: '',
    market: market.id,
    exchangeSymbol: expected.exchangeSymbol,
    symbol,
    baseAsset,
    quoteAsset,
    settleAsset,
    type,
    status: expected.status,
    tickSize: null,
    lotSize: null,
    contractSize: expected.contractSize ?? null,
    underlyingAsset: baseAsset,
    baseMultiplier: '1',
    expiresAt,
    listedAt: null,
    raw: null,
  };
}
