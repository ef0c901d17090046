import type { ByteWriter } from '../byte-writer.ts';
import type { CandleSeries } from '../candles/candle-series.ts';
import { Candle } from '../candles/candle.ts';
import type { SandboxInstrument, WrittenStep } from '../catalogue/instrument.ts';
import { hash2, hashText } from '../hashing.ts';

/** A new book comes every 100 ms, and its id is one more. */
const STEP_MS = 100;
/** Of a hundred prices, so many have an order. */
const OCCUPIED = 72;
/** No order is looked for further than this many times the depth from the best price. */
const REACH = 3;
const COMMA = 44;

/**
 * The order book of one instrument: a function of the instrument and the update id alone. The id grows with time, and
 * each price keeps its size for a while, so that books that follow each other differ in some levels only.
 */
export class OrderBook {
  readonly #instrument: SandboxInstrument;
  readonly #series: CandleSeries;
  readonly #key: number;
  readonly #firstId: number;
  readonly #second = new Candle();

  constructor(instrument: SandboxInstrument, seed: string, series: CandleSeries) {
    this.#instrument = instrument;
    this.#series = series;
    this.#key = hashText(`${seed}/${instrument.market}/${instrument.symbol}/book`);
    this.#firstId = (this.#key >>> 0) % 1_000_000_000;
  }

  /** The id of the newest book at a time. */
  updateIdAt(now: number): number {
    return this.#firstId + Math.floor(now / STEP_MS);
  }

  /** When the book of an id came to be, epoch ms. */
  timeOf(updateId: number): number {
    return (updateId - this.#firstId) * STEP_MS;
  }

  /** Writes both sides of the book of an id, `depth` levels each, as `"bids":[…],"asks":[…]`. */
  write(writer: ByteWriter, updateId: number, depth: number): void {
    const best = this.#bestBid(updateId);
    writer.ascii('"bids":[');
    this.#writeSide(writer, updateId, best, -1, depth);
    writer.ascii('],"asks":[');
    this.#writeSide(writer, updateId, best + 1, 1, depth);
    writer.byte(93);
  }

  #bestBid(updateId: number): number {
    const time = this.timeOf(updateId);
    this.#series.fill(Math.floor(time / 1000) * 1000, '1s', time, this.#second);
    return Math.max(1, this.#second.close - 1);
  }

  #writeSide(writer: ByteWriter, updateId: number, best: number, direction: 1 | -1, depth: number): void {
    const { price, size } = this.#instrument.layout;
    let written = 0;
    for (let step = 0; written < depth && step < depth * REACH; step += 1) {
      const ticks = best + direction * step;
      if (ticks < 1) break;
      const lots = this.#lotsAt(ticks, updateId, step === 0);
      if (lots === 0) continue;
      writer.reserve();
      if (written > 0) writer.byte(COMMA);
      writer.byte(91);
      writeUnits(writer, ticks, price);
      writer.byte(COMMA);
      writeUnits(writer, lots, size);
      writer.byte(93);
      written += 1;
    }
  }

  #lotsAt(ticks: number, updateId: number, always: boolean): number {
    const rhythm = hash2(this.#key, ticks);
    const period = 2 + ((rhythm >>> 8) & 127);
    const turn = Math.floor((updateId + (rhythm & 255)) / period);
    const luck = hash2(rhythm, turn);
    if (!always && (luck >>> 0) % 100 >= OCCUPIED) return 0;
    const width = 3 + ((luck >>> 8) & 15);
    return 1 + (hash2(luck, 1) & ((1 << width) - 1));
  }
}

function writeUnits(writer: ByteWriter, steps: number, { units, decimals, written }: WrittenStep): void {
  writer.units(steps * units, decimals, written);
}
