import type { SandboxInstrument } from '../catalogue/instrument.ts';
import { hash2 } from '../hashing.ts';

/** Away from the best price, a cell's level may change once in so many updates: every 51 seconds. A power of two. */
export const TURN = 512;
/** So many cells either side of the best price change much more often. */
export const LIVELY_CELLS = 16;
/** Instruments of finer ticks have wider cells: so many of them lie below the price. */
const CELLS_BELOW_PRICE = 200_000;
/** Spreads the turns of neighbouring cells over time. Odd, so that it has an inverse modulo {@link TURN}. */
const SPREAD = 197;
const SPREAD_INVERSE = Array.from({ length: TURN }, (_, index) => index).find(
  (index) => (index * SPREAD) % TURN === 1,
) as number;

/** One price of a book and what rests there, in ticks and lots. */
export interface RestingLevel {
  ticks: number;
  lots: number;
}

/**
 * What rests at each price, whatever side it is on: a function of instrument, price and update id alone. Prices are
 * parted into cells of some ticks each, and each cell has one level, which moves and changes its size from time to time.
 */
export class RestingLevels {
  readonly #key: number;
  readonly #width: number;

  constructor(instrument: SandboxInstrument, key: number) {
    const { units, decimals } = instrument.layout.price;
    const priceTicks = (instrument.trading.price * 10 ** decimals) / units;
    this.#key = key;
    this.#width = Math.max(2, Math.round(priceTicks / CELLS_BELOW_PRICE));
  }

  /** The cell that a price in ticks lies in. The lowest has the number 0. */
  cellOf(ticks: number): number {
    return Math.floor(ticks / this.#width);
  }

  /** The level of a cell; `lively` ones are near the best price. */
  fill(cell: number, lively: boolean, updateId: number, into: RestingLevel): void {
    const own = hash2(this.#key, cell);
    const rhythm = lively ? hash2(own, -1) : own;
    const turn = lively ? livelyTurn(rhythm, updateId) : quietTurn(rhythm, cell, updateId);
    // Of two changes one is of the size alone.
    const place = hash2(rhythm, Math.floor(turn / 2)) >>> 0;
    into.ticks = cell * this.#width + (place % this.#width);
    into.lots = lotsOf(hash2(rhythm + 1, turn));
  }

  /** What rests at a best price. */
  bestLots(ticks: number, updateId: number): number {
    const rhythm = hash2(this.#key + 1, ticks);
    return lotsOf(hash2(rhythm, Math.floor((updateId + (rhythm & 3)) / (1 + ((rhythm >>> 2) & 3)))));
  }
}

/** The first cell from `lowest` on that may change with an update, away from the best price; every {@link TURN}th after it too. */
export function firstTurning(updateId: number, lowest: number): number {
  const rest = ((TURN - (updateId % TURN)) * SPREAD_INVERSE) % TURN;
  return lowest + ((((rest - lowest) % TURN) + TURN) % TURN);
}

function quietTurn(rhythm: number, cell: number, updateId: number): number {
  const turn = Math.floor((updateId + ((cell * SPREAD) % TURN)) / TURN);
  return Math.floor((turn + (rhythm & 7)) / (1 + ((rhythm >>> 3) & 3)));
}

function livelyTurn(rhythm: number, updateId: number): number {
  return Math.floor((updateId + (rhythm & 31)) / (1 + ((rhythm >>> 5) & 31)));
}

function lotsOf(luck: number): number {
  const width = 3 + ((luck >>> 8) & 15);
  return 1 + (hash2(luck, 1) & ((1 << width) - 1));
}
