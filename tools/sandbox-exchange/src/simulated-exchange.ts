import { bookBody } from './books/book-body.ts';
import { OrderBook } from './books/order-book.ts';
import { bookDecimals, type RecordedBook, recordedBookBody } from './books/recorded-books.ts';
import { ByteWriter } from './byte-writer.ts';
import { Candle } from './candles/candle.ts';
import { writeCandleRow } from './candles/candle-rows.ts';
import { CandleSeries } from './candles/candle-series.ts';
import { Outages } from './candles/outages.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { inferredInstrument } from './catalogue/inferred-instrument.ts';
import type { SandboxInstrument } from './catalogue/instrument.ts';
import { HandedInListing } from './catalogue/handed-in-listing.ts';
import { exchangeInfo } from './catalogue/exchange-info.ts';
import { openTimeAfter } from './intervals.ts';
import { type KlineWindow, openTimesIn } from './http/kline-window.ts';
import type { Market } from './market.ts';
import type { SandboxOptions } from './options.ts';
import { RecordedSeries } from './recorded/recorded-series.ts';

const COMMA = 44;

/** What the simulated exchange knows: instruments, candles, books. It answers with bodies; HTTP is somebody else's. */
export class SimulatedExchange {
  readonly #seed: string;
  readonly #outages: Outages;
  readonly #catalogue: Catalogue;
  readonly #listings = new Map<Market, HandedInListing>();
  readonly #recorded = new Map<string, RecordedSeries[]>();
  readonly #books: readonly RecordedBook[];
  readonly #series = new Map<string, CandleSeries>();
  readonly #orderBooks = new Map<string, OrderBook>();
  readonly #writer = new ByteWriter();
  readonly #candle = new Candle();

  /** @throws {RecordedKlinesError} when a file of recorded candles cannot be used */
  constructor(options: SandboxOptions, startedAt: number) {
    this.#seed = String(options.seed ?? 'marketloom');
    this.#outages = new Outages(options.outages ?? []);
    this.#books = options.books ?? [];
    for (const recorded of options.recorded ?? []) {
      const key = keyOf(recorded.market, recorded.symbol);
      this.#recorded.set(key, [...(this.#recorded.get(key) ?? []), new RecordedSeries(recorded)]);
    }
    this.#catalogue = new Catalogue({
      startedAt,
      furtherSpot: options.furtherSpot ?? 0,
      delistings: options.delistings ?? [],
      recorded: this.#inferred(options, startedAt),
    });
    for (const [market, body] of Object.entries(options.listings ?? {})) {
      this.#listings.set(market as Market, new HandedInListing(market as Market, body));
    }
  }

  /** The instrument of a symbol; null when the exchange does not know it at `now`. */
  find(market: Market, symbol: string, now: number): SandboxInstrument | null {
    const listing = this.#listings.get(market);
    return listing ? listing.find(symbol) : this.#catalogue.find(market, symbol, now);
  }

  /** The exchangeInfo body, of some symbols or, with `null`, of all; null when one of them is unknown. */
  exchangeInfo(market: Market, symbols: readonly string[] | null, now: number): Buffer | null {
    const listing = this.#listings.get(market);
    if (listing) return listing.body(symbols);
    if (symbols === null) {
      return Buffer.from(JSON.stringify(exchangeInfo(market, this.#catalogue.list(market, now), now)));
    }
    const instruments = symbols.map((symbol) => this.#catalogue.find(market, symbol, now));
    if (instruments.includes(null)) return null;
    return Buffer.from(JSON.stringify(exchangeInfo(market, instruments as SandboxInstrument[], now)));
  }

  /** The rows of a window as a JSON array. */
  klines(instrument: SandboxInstrument, interval: string, window: KlineWindow, now: number): Buffer {
    const recorded = this.#recorded.get(keyOf(instrument.market, instrument.symbol));
    if (recorded) return recordedPage(recorded, interval, window);
    const series = this.#seriesOf(instrument);
    const writer = this.#writer;
    writer.clear();
    writer.byte(91);
    for (const openTime of openTimesIn(window, interval, series, now)) {
      if (writer.length > 1) writer.byte(COMMA);
      series.fill(openTime, interval, now, this.#candle);
      const closeTime = openTimeAfter(openTime, interval) - 1;
      writeCandleRow(writer, openTime, closeTime, this.#candle, instrument.layout);
    }
    writer.byte(93);
    return writer.take();
  }

  /** The depth body at `now`. */
  book(instrument: SandboxInstrument, depth: number, now: number): Buffer {
    const { market, symbol } = instrument;
    const recorded = this.#recordedBook(market, symbol, depth);
    if (recorded) return recordedBookBody(recorded, depth);
    const key = keyOf(market, symbol);
    let book = this.#orderBooks.get(key);
    if (!book) {
      book = new OrderBook(instrument, this.#seed, this.#seriesOf(instrument));
      this.#orderBooks.set(key, book);
    }
    return bookBody(this.#writer, instrument, book, depth, now);
  }

  #seriesOf(instrument: SandboxInstrument): CandleSeries {
    const key = keyOf(instrument.market, instrument.symbol);
    let series = this.#series.get(key);
    if (!series) {
      series = new CandleSeries(instrument, this.#seed, this.#outages);
      this.#series.set(key, series);
    }
    return series;
  }

  /** Of several recorded books, the smallest that is deep enough, else the deepest. */
  #recordedBook(market: Market, symbol: string, depth: number): RecordedBook | undefined {
    const books = this.#books.filter((book) => book.market === market && book.symbol === symbol);
    const sorted = books.toSorted(
      (a, b) => recordedBookBody(a, Infinity).length - recordedBookBody(b, Infinity).length,
    );
    return sorted.find((book) => levelsOf(book) >= depth) ?? sorted.at(-1);
  }

  #inferred(options: SandboxOptions, startedAt: number): SandboxInstrument[] {
    const fromBooks = this.#books.map((book) => ({
      market: book.market,
      symbol: book.symbol,
      firstKline: startedAt,
      ...bookDecimals(book),
    }));
    const fromRows = (options.recorded ?? []).map(({ market, symbol }) => {
      const series = (this.#recorded.get(keyOf(market, symbol)) as RecordedSeries[]).toSorted(
        (a, b) => (a.openTimes[0] as number) - (b.openTimes[0] as number),
      );
      const [first] = series as [RecordedSeries];
      const { priceDecimals, sizeDecimals } = first;
      return { market, symbol, firstKline: first.openTimes[0] as number, priceDecimals, sizeDecimals };
    });
    return [...fromRows, ...fromBooks].map((evidence) => inferredInstrument(evidence));
  }
}

function keyOf(market: Market, symbol: string): string {
  return `${market}/${symbol}`;
}

function levelsOf(book: RecordedBook): number {
  const { bids, asks } = JSON.parse(recordedBookBody(book, Infinity).toString()) as {
    bids: unknown[];
    asks: unknown[];
  };
  return Math.max(bids.length, asks.length);
}

function recordedPage(recorded: readonly RecordedSeries[], interval: string, window: KlineWindow): Buffer {
  const series = recorded.find((each) => each.interval === interval);
  if (!series) return Buffer.from('[]');
  const from = series.indexAt(window.from);
  const until = series.indexAt(window.until + 1);
  const count = Math.min(window.limit, Math.max(0, until - from));
  return window.newest ? series.page(until - count, until) : series.page(from, from + count);
}
