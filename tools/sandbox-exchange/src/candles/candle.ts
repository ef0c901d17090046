/** Turnovers are summed in two parts so that no sum loses a digit: whole ones of this many units, and the rest. */
export const TURNOVER_PART = 100_000_000;

/**
 * One candle in whole numbers: prices in ticks, volumes in lots, turnovers in the instrument's turnover unit. It is
 * filled again and again: the simulated exchange makes hundreds of thousands a second.
 */
export class Candle {
  open = 0;
  high = 0;
  low = 0;
  close = 0;
  volume = 0;
  turnoverParts = 0;
  turnoverRest = 0;
  trades = 0;
  takerVolume = 0;
  takerTurnoverParts = 0;
  takerTurnoverRest = 0;
  /** Whether anything has been put into it since it was emptied. */
  filled = false;

  /** Makes it a candle of one price without a trade. */
  flat(price: number): void {
    this.open = price;
    this.high = price;
    this.low = price;
    this.close = price;
    this.volume = 0;
    this.trades = 0;
    this.takerVolume = 0;
    this.turnover(0, 0);
    this.filled = true;
  }

  /** Sets both turnovers from whole numbers of units below 2^53. */
  turnover(turnover: number, takerTurnover: number): void {
    this.turnoverParts = Math.floor(turnover / TURNOVER_PART);
    this.turnoverRest = turnover - this.turnoverParts * TURNOVER_PART;
    this.takerTurnoverParts = Math.floor(takerTurnover / TURNOVER_PART);
    this.takerTurnoverRest = takerTurnover - this.takerTurnoverParts * TURNOVER_PART;
  }

  /** Empties it, to be summed into. */
  clear(): void {
    this.flat(0);
    this.filled = false;
  }

  /** Adds a later candle: open first, close last, the extremes, the sums. */
  append(later: Candle): void {
    if (!later.filled) return;
    if (!this.filled) {
      this.open = later.open;
      this.high = later.high;
      this.low = later.low;
      this.filled = true;
    } else {
      if (later.high > this.high) this.high = later.high;
      if (later.low < this.low) this.low = later.low;
    }
    this.close = later.close;
    this.volume += later.volume;
    this.trades += later.trades;
    this.takerVolume += later.takerVolume;
    this.turnoverParts += later.turnoverParts;
    this.turnoverRest += later.turnoverRest;
    this.takerTurnoverParts += later.takerTurnoverParts;
    this.takerTurnoverRest += later.takerTurnoverRest;
  }
}
