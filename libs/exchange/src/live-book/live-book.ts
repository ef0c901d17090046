import { BadResponseError } from '../errors/bad-response-error.ts';
import type { Instrument } from '../instrument.ts';
import type { OrderBookLevel, OrderBookSnapshot } from '../order-book-snapshot.ts';
import type { LiveOrderBook } from '../order-book-stream.ts';
import { packLevels } from '../packed-book/level-packer.ts';
import type { PackedLevels } from '../packed-book/packed-levels.ts';
import { packedOrderBook, packedSides, type PackedSides } from '../packed-book/packed-order-book.ts';
import { BookSide } from './book-side.ts';
import { decimalPlaces, plainDecimal, type PriceKey, priceKey, signOfDecimal } from './price-key.ts';

/** A price and the size there now, as the exchange wrote them; a size of zero takes the price away. */
export type LevelUpdate = readonly [price: string, size: string, ...unknown[]];

/** What one message of an exchange changes in a book. */
export interface BookUpdate {
  readonly bids: readonly LevelUpdate[];
  readonly asks: readonly LevelUpdate[];
  readonly lastUpdateId: bigint;
  /** Epoch ms; null where the exchange gives none. */
  readonly exchangeTs: number | null;
  /** Local clock, epoch ms. */
  readonly receivedAt: number;
}

/**
 * A book that is kept up in place, exactly and without a float: prices are counts of a common smallest step, sizes stay
 * the text that came. What an exchange's sequence rules are, its adapter knows: the book applies what it is handed.
 */
export class LiveBook implements LiveOrderBook {
  readonly instrument: Instrument;
  readonly sizeUnit: OrderBookSnapshot['sizeUnit'];
  readonly #operation: string;
  readonly #bids = new BookSide('bids');
  readonly #asks = new BookSide('asks');
  /** How many decimal places the keys of prices have. */
  #scale = 0;
  #isWhole = false;
  #lastUpdateId = 0n;
  #exchangeTs: number | null = null;
  #receivedAt = 0;
  #updates = 0;

  /** An empty book, which is not whole before `reset`. */
  constructor(options: {
    readonly instrument: Instrument;
    readonly sizeUnit: OrderBookSnapshot['sizeUnit'];
    /** What is being done, for errors. */
    readonly operation: string;
  }) {
    this.instrument = options.instrument;
    this.sizeUnit = options.sizeUnit;
    this.#operation = options.operation;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  get lastUpdateId(): bigint {
    return this.#lastUpdateId;
  }

  get exchangeTs(): number | null {
    return this.#exchangeTs;
  }

  get receivedAt(): number {
    return this.#receivedAt;
  }

  get updates(): number {
    return this.#updates;
  }

  get knownDepth(): number {
    return Math.min(this.#bids.knownDepth, this.#asks.knownDepth);
  }

  get bestBid(): OrderBookLevel | null {
    return this.#bids.best(this.#scale);
  }

  get bestAsk(): OrderBookLevel | null {
    return this.#asks.best(this.#scale);
  }

  /**
   * Begins anew with a snapshot that was checked. A side of as many levels as were asked for may go on: of what lies
   * behind its last level nothing is known, and nothing is taken.
   * @param exchangeTs the exchange's time of the book, where the snapshot does not tell it but something else does
   */
  reset(snapshot: OrderBookSnapshot, exchangeTs: number | null = snapshot.exchangeTs): void {
    this.#bids.clear();
    this.#asks.clear();
    this.#scale = 0;
    const { bids, asks } = packedSides(snapshot) ?? packed(snapshot);
    this.#fill(this.#bids, bids, snapshot.depth);
    this.#fill(this.#asks, asks, snapshot.depth);
    this.#lastUpdateId = snapshot.lastUpdateId ?? 0n;
    this.#exchangeTs = exchangeTs;
    this.#receivedAt = snapshot.retrievedAt;
    this.#isWhole = true;
  }

  /**
   * Applies an update. Where it cannot be, the book is no longer whole, and stays so until `reset`.
   * @throws {BadResponseError} for a text that is no decimal, a price that is not positive, a negative size, and a book
   * that is crossed, locked or empty afterwards
   */
  apply(update: BookUpdate): void {
    try {
      this.#applySide(this.#bids, 'bids', update.bids);
      this.#applySide(this.#asks, 'asks', update.asks);
      this.#assertPossible();
    } catch (error) {
      this.#isWhole = false;
      throw error;
    }
    this.#lastUpdateId = update.lastUpdateId;
    this.#exchangeTs = update.exchangeTs;
    this.#receivedAt = update.receivedAt;
    this.#updates += 1;
  }

  /** Says that the book is not to be believed, until `reset`. */
  invalidate(): void {
    this.#isWhole = false;
  }

  snapshot(depth?: number): OrderBookSnapshot {
    if (!this.#isWhole) throw this.#fault('the book is not whole: its updates were interrupted', '$', '');
    const most = Math.min(depth ?? Infinity, this.knownDepth);
    const bids = this.#bids.levels(most, this.#scale);
    const asks = this.#asks.levels(most, this.#scale);
    const head = {
      instrument: this.instrument,
      sizeUnit: this.sizeUnit,
      depth: most === Infinity ? Math.max(bids.length, asks.length) : most,
      lastUpdateId: this.#lastUpdateId,
      exchangeTs: this.#exchangeTs,
      retrievedAt: this.#receivedAt,
    };
    return packedOrderBook(head, { bids, asks });
  }

  #fill(side: BookSide, levels: PackedLevels, depth: number): void {
    // Worst first, as they are kept.
    for (let level = levels.length - 1; level >= 0; level -= 1) {
      this.#put(side, levels.priceAt(level), levels.sizeAt(level));
    }
    if (levels.length >= depth) side.limit();
  }

  #applySide(side: BookSide, name: 'bids' | 'asks', updates: readonly LevelUpdate[]): void {
    for (let index = 0; index < updates.length; index += 1) {
      const [price, size] = updates[index] as LevelUpdate;
      if (!this.#put(side, price, size)) {
        const sample = JSON.stringify(updates[index]);
        throw this.#fault('an update is not a positive price and a size', `$.${name}[${index}]`, sample);
      }
    }
  }

  /** Sets or takes away one level; false when it is none. */
  #put(side: BookSide, price: string, size: string): boolean {
    const sign = signOfDecimal(size);
    if (sign === -1) return false;
    const key = this.#key(price);
    if (key === null || key <= 0) return false;
    if (sign === 0) side.delete(key);
    else side.set(key, size);
    return true;
  }

  /** The key of a price; null when it is no decimal. The scale grows with the places that prices have. */
  #key(price: string): PriceKey | null {
    const places = decimalPlaces(price);
    if (places > this.#scale) this.#grow(places);
    if (places >= 0) return priceKey(price, this.#scale, places);
    if (price.startsWith('-')) return null;
    const plain = plainDecimal(price);
    return plain === null ? null : this.#key(plain);
  }

  #grow(scale: number): void {
    this.#bids.rescale(scale - this.#scale);
    this.#asks.rescale(scale - this.#scale);
    this.#scale = scale;
  }

  #assertPossible(): void {
    const bid = this.#bids.bestKey;
    const ask = this.#asks.bestKey;
    if (bid === null && ask === null) throw this.#fault('both sides of the book are empty', '$', '');
    if (bid === null || ask === null || bid < ask) return;
    const sample = `${this.bestBid?.price.toFixed()} and ${this.bestAsk?.price.toFixed()}`;
    throw this.#fault('the book is crossed: the best bid is not below the best ask', '$', sample);
  }

  #fault(message: string, path: string, sample: string): BadResponseError {
    const { exchange } = this.instrument;
    return new BadResponseError(message, { exchange, operation: this.#operation, path, sample });
  }
}

function packed({ bids, asks }: OrderBookSnapshot): PackedSides {
  const pack = (side: readonly OrderBookLevel[]): PackedLevels =>
    packLevels(side.map(({ price, size }) => [price.toFixed(), size.toFixed()]));
  return { bids: pack(bids), asks: pack(asks) };
}
