import type { ByteWriter } from '../byte-writer.ts';
import type { CandleSeries } from '../candles/candle-series.ts';
import { Candle } from '../candles/candle.ts';
import type { SandboxInstrument, WrittenStep } from '../catalogue/instrument.ts';
import { hashText } from '../hashing.ts';
import { BookSide } from './book-side.ts';
import { RestingLevels } from './resting-levels.ts';

/** A new book comes every 100 ms, and its id is one more. */
export const BOOK_STEP_MS = 100;
const COMMA = 44;

/**
 * The order book of one instrument: a function of the instrument and the update id alone. The id grows with time, and
 * each price keeps its size for a while, so that books that follow each other differ in some levels only. A book has
 * `depth` levels a side and no more: what the best price leaves behind goes, and what it comes near to appears.
 */
export class OrderBook {
  readonly #instrument: SandboxInstrument;
  readonly #series: CandleSeries;
  readonly #levels: RestingLevels;
  readonly #bids: BookSide;
  readonly #asks: BookSide;
  readonly #firstId: number;
  readonly #second = new Candle();
  #bestKnown: { readonly updateId: number; readonly ticks: number | null } = { updateId: -1, ticks: null };

  constructor(instrument: SandboxInstrument, seed: string, series: CandleSeries, depth: number) {
    const key = hashText(`${seed}/${instrument.market}/${instrument.symbol}/book`);
    this.#instrument = instrument;
    this.#series = series;
    this.#levels = new RestingLevels(instrument, key);
    this.#bids = new BookSide(this.#levels, -1, depth);
    this.#asks = new BookSide(this.#levels, 1, depth);
    this.#firstId = (key >>> 0) % 1_000_000_000;
  }

  /** The id of the newest book at a time. */
  updateIdAt(now: number): number {
    return this.#firstId + Math.floor(now / BOOK_STEP_MS);
  }

  /** When the book of an id came to be, epoch ms. */
  timeOf(updateId: number): number {
    return (updateId - this.#firstId) * BOOK_STEP_MS;
  }

  /** Whether the instrument trades when the book of an id comes to be; else that is empty. */
  tradesAt(updateId: number): boolean {
    return this.#instrument.status(this.timeOf(updateId)) === 'TRADING';
  }

  /** Writes both sides of the book of an id, at most `depth` levels each, as `"bids":[…],"asks":[…]`. */
  write(writer: ByteWriter, updateId: number, depth: number): void {
    const best = this.#bestBid(updateId);
    writer.ascii('"bids":[');
    if (best !== null) this.#bids.each(updateId, best, depth, this.#levelWriter(writer));
    writer.ascii('],"asks":[');
    if (best !== null) this.#asks.each(updateId, best + 1, depth, this.#levelWriter(writer));
    writer.byte(93);
  }

  /**
   * Writes what makes the book of an id, or that of any id after it, into that of a later one, as `"b":[…],"a":[…]`:
   * prices that have changed in between and back again are in it too.
   */
  writeChange(writer: ByteWriter, from: number, until: number): void {
    const bids = new Map<number, number>();
    const asks = new Map<number, number>();
    let before = this.#bestBid(from);
    for (let updateId = from + 1; updateId <= until; updateId += 1) {
      const best = this.#bestBid(updateId);
      this.#bids.noteChange(updateId, before, best, bids);
      this.#asks.noteChange(updateId, before && before + 1, best && best + 1, asks);
      before = best;
    }
    writer.reserve();
    writer.ascii('"b":[');
    this.#writeSorted(writer, bids, -1);
    writer.ascii('],"a":[');
    this.#writeSorted(writer, asks, 1);
    writer.byte(93);
  }

  #writeSorted(writer: ByteWriter, side: ReadonlyMap<number, number>, direction: 1 | -1): void {
    const write = this.#levelWriter(writer);
    for (const [ticks, lots] of [...side].toSorted(([one], [other]) => direction * (one - other)))
      write(ticks, lots);
    writer.reserve();
  }

  /** In ticks; null where the instrument does not trade, and its book is empty. */
  #bestBid(updateId: number): number | null {
    // Of a stream the end of one event is the beginning of the next.
    if (updateId === this.#bestKnown.updateId) return this.#bestKnown.ticks;
    const ticks = this.tradesAt(updateId) ? this.#priceAt(this.timeOf(updateId)) : null;
    this.#bestKnown = { updateId, ticks };
    return ticks;
  }

  #priceAt(time: number): number {
    this.#series.fill(Math.floor(time / 1000) * 1000, '1s', time, this.#second);
    return Math.max(1, this.#second.close - 1);
  }

  /** Writes levels one after the other, with commas between them. */
  #levelWriter(writer: ByteWriter): (ticks: number, lots: number) => void {
    const { price, size } = this.#instrument.layout;
    let written = 0;
    return (ticks, lots) => {
      writer.reserve();
      if (written > 0) writer.byte(COMMA);
      writer.byte(91);
      writeUnits(writer, ticks, price);
      writer.byte(COMMA);
      writeUnits(writer, lots, size);
      writer.byte(93);
      written += 1;
    };
  }
}

function writeUnits(writer: ByteWriter, steps: number, { units, decimals, written }: WrittenStep): void {
  writer.units(steps * units, decimals, written);
}
