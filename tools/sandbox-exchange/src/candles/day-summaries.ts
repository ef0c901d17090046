import { Candle } from './candle.ts';

/** About eleven years of days. */
const KEPT_DAYS = 4096;

/**
 * The sums of whole days, kept once made: without them a page of monthly candles would mean millions of minutes each time
 * it is asked for.
 */
export class DaySummaries {
  readonly #days = new Map<number, Candle>();
  readonly #make: (day: number, into: Candle) => void;

  constructor(make: (day: number, into: Candle) => void) {
    this.#make = make;
  }

  /** Adds the candle of a whole, past day (counted from the epoch) to another. */
  add(day: number, into: Candle): void {
    let summary = this.#days.get(day);
    if (!summary) {
      summary = new Candle();
      summary.clear();
      this.#make(day, summary);
      if (this.#days.size >= KEPT_DAYS) this.#days.clear();
      this.#days.set(day, summary);
    }
    into.append(summary);
  }
}
