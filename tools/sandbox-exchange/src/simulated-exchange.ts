import { bookBody } from './books/book-body.ts';
import { type DepthUpdate, depthUpdate } from './books/depth-update.ts';
import { OrderBook } from './books/order-book.ts';
import { RecordedBooks } from './books/recorded-books.ts';
import { ByteWriter } from './byte-writer.ts';
import { CandleSeries } from './candles/candle-series.ts';
import { Outages } from './candles/outages.ts';
import { checkPreparation, type Preparation, type PreparedRows } from './candles/preparation.ts';
import { PreparedSeries } from './candles/prepared-series.ts';
import { type Revision, Revisions } from './candles/revisions.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { exchangeInfo } from './catalogue/exchange-info.ts';
import { HandedInListing } from './catalogue/handed-in-listing.ts';
import { inferredInstruments } from './catalogue/inferred-instrument.ts';
import type { SandboxInstrument } from './catalogue/instrument.ts';
import { type KlineWindow, openTimesIn } from './http/kline-window.ts';
import { openTimeAt } from './intervals.ts';
import { DIALECTS, type Market } from './market.ts';
import type { SandboxOptions } from './options.ts';
import { RecordedLibrary } from './recorded/recorded-library.ts';

const COMMA = 44;

/** What the simulated exchange knows: instruments, candles, books. It answers with bodies; HTTP is somebody else's. */
export class SimulatedExchange {
  readonly #seed: string;
  readonly #outages: Outages;
  readonly #revisions: readonly Revision[];
  readonly #lagMs: number;
  readonly #bookLevels: number | undefined;
  readonly #catalogue: Catalogue;
  readonly #listings = new Map<Market, HandedInListing>();
  readonly #recorded: RecordedLibrary;
  readonly #recordedBooks: RecordedBooks;
  readonly #series = new Map<string, CandleSeries>();
  readonly #prepared = new Map<string, PreparedSeries>();
  readonly #orderBooks = new Map<string, OrderBook>();
  readonly #writer = new ByteWriter();

  /** @throws {RecordedKlinesError} when a file of recorded candles cannot be used */
  constructor(options: SandboxOptions, startedAt: number) {
    this.#seed = String(options.seed ?? 'marketloom');
    this.#outages = new Outages(options.outages ?? []);
    this.#revisions = options.revisions ?? [];
    this.#lagMs = options.lagMs ?? 0;
    this.#bookLevels = options.bookLevels;
    this.#recorded = new RecordedLibrary(options.recorded ?? []);
    this.#recordedBooks = new RecordedBooks(options.books ?? []);
    this.#catalogue = new Catalogue({
      startedAt,
      furtherSpot: options.furtherSpot ?? 0,
      delistings: options.delistings ?? [],
      recorded: inferredInstruments([
        ...this.#recorded.evidence(),
        ...this.#recordedBooks.evidence(startedAt),
      ]),
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

  /** The instrument of a symbol, though the exchange may have given it up: of those listed at any of some times. */
  findListedEver(market: Market, symbol: string, times: readonly number[]): SandboxInstrument | null {
    const listing = this.#listings.get(market);
    return listing ? listing.find(symbol) : this.#catalogue.findEver(market, symbol, times);
  }

  /** The exchangeInfo body, of some symbols or, with `null`, of all; null when one of them is unknown. */
  exchangeInfo(market: Market, symbols: readonly string[] | null, now: number): Buffer | null {
    const listing = this.#listings.get(market);
    if (listing) return listing.body(symbols);
    const listed = (instruments: readonly SandboxInstrument[]): Buffer =>
      Buffer.from(JSON.stringify(exchangeInfo(market, instruments, now)));
    if (symbols === null) return listed(this.#catalogue.list(market, now));
    const instruments = symbols.map((symbol) => this.#catalogue.find(market, symbol, now));
    return instruments.every((instrument) => instrument !== null) ? listed(instruments) : null;
  }

  /** The rows of a window as a JSON array. */
  klines(instrument: SandboxInstrument, interval: string, asked: KlineWindow, now: number): Buffer {
    const window = this.#lagMs > 0 ? this.#lagging(asked, interval, now) : asked;
    const ready =
      this.#recorded.slice(instrument.market, instrument.symbol, interval, window) ??
      this.#prepared.get(keyOf(instrument, interval))?.slice(window, now);
    const writer = this.#writer;
    writer.clear();
    writer.ascii('[');
    if (ready) writer.copy(ready);
    else {
      const series = this.#seriesOf(instrument);
      for (const openTime of openTimesIn(window, interval, series, now)) {
        if (writer.length > 1) writer.byte(COMMA);
        series.writeRow(writer, openTime, interval, now);
      }
    }
    writer.ascii(']');
    return writer.take();
  }

  /**
   * Writes the rows of some series once, so that answers are cut out of them. Of each series the range that was prepared
   * last is kept. Recorded ones lie ready anyhow.
   * @throws {RangeError} when there is no such instrument or interval, or a candle has not closed
   */
  prepare(preparation: Preparation, now: number): PreparedRows {
    checkPreparation(preparation);
    const { market, symbols, interval } = preparation;
    const instruments = symbols.map((symbol) => {
      const instrument = this.find(market, symbol, now);
      if (!instrument) throw new RangeError(`the sandbox has no ${symbol} on ${market}`);
      return instrument;
    });
    let [rows, bytes] = [0, 0];
    for (const instrument of instruments) {
      if (this.#recorded.has(market, instrument.symbol)) continue;
      const prepared = new PreparedSeries(this.#seriesOf(instrument), interval, preparation, now);
      this.#prepared.set(keyOf(instrument, interval), prepared);
      rows += prepared.rows.openTimes.length;
      bytes += prepared.rows.bytes.length;
    }
    return { rows, bytes };
  }

  /** The depth body at `now`, or of the book that was the newest `behindMs` before. */
  book(instrument: SandboxInstrument, depth: number, now: number, behindMs = 0): Buffer {
    const recorded = this.#recordedBooks.body(instrument.market, instrument.symbol, depth);
    if (recorded) return recorded;
    const book = this.orderBook(instrument);
    return bookBody(this.#writer, instrument, book, book.updateIdAt(now - behindMs), depth, now);
  }

  /** Whether the book of an instrument was handed in, and stays as it is. */
  hasRecordedBook({ market, symbol }: SandboxInstrument): boolean {
    return this.#recordedBooks.has(market, symbol);
  }

  /** The made-up book of an id, as spot shows it. */
  bookOf(instrument: SandboxInstrument, updateId: number, depth: number): Buffer {
    const writer = this.#writer;
    writer.clear();
    writer.ascii(`{"lastUpdateId":${updateId},`);
    this.orderBook(instrument).write(writer, updateId, depth);
    writer.ascii('}');
    return writer.take();
  }

  /** The made-up books of an instrument. */
  orderBook(instrument: SandboxInstrument): OrderBook {
    const key = keyOf(instrument);
    let book = this.#orderBooks.get(key);
    if (!book) {
      const depth = this.#bookLevels ?? DIALECTS[instrument.market].mostLevels;
      book = new OrderBook(instrument, this.#seed, this.#seriesOf(instrument), depth);
      this.#orderBooks.set(key, book);
    }
    return book;
  }

  /**
   * What a depth stream says when it last spoke at `from`, epoch ms; null where it says nothing: the instrument does not
   * trade, or its book is one that was handed in.
   */
  depthUpdate(instrument: SandboxInstrument, from: number, until: number): DepthUpdate | null {
    if (this.hasRecordedBook(instrument)) return null;
    const book = this.orderBook(instrument);
    if (!book.tradesAt(book.updateIdAt(from)) && !book.tradesAt(book.updateIdAt(until))) return null;
    const update = depthUpdate(this.#writer, instrument, book, from, until);
    // Streams keep what they send for a while: it is not to hold the memory of the writer.
    const payload = Buffer.from(update.payload);
    this.#writer.giveBack(update.payload);
    return { ...update, payload };
  }

  /** Takes back the memory of a body that has been sent. */
  giveBack(body: Buffer): void {
    this.#writer.giveBack(body);
  }

  /** The window without the candles that are not to be seen yet: those that closed just now, and the open one behind them. */
  #lagging(window: KlineWindow, interval: string, now: number): KlineWindow {
    if (now - openTimeAt(now, interval) >= this.#lagMs) return window;
    const hiddenFrom = openTimeAt(now - this.#lagMs, interval);
    return { ...window, until: Math.min(window.until, hiddenFrom - 1) };
  }

  #seriesOf(instrument: SandboxInstrument): CandleSeries {
    const key = keyOf(instrument);
    let series = this.#series.get(key);
    if (!series) {
      const { market, symbol } = instrument;
      const own = this.#revisions.filter((one) => one.market === market && one.symbol === symbol);
      series = new CandleSeries(instrument, this.#seed, this.#outages, new Revisions(own));
      this.#series.set(key, series);
    }
    return series;
  }
}

function keyOf({ market, symbol }: SandboxInstrument, interval = ''): string {
  return `${market}/${symbol}/${interval}`;
}
