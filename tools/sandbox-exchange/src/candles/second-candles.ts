import { hash2 } from '../hashing.ts';
import { Candle } from './candle.ts';

const SECONDS = 60;

/**
 * The sixty seconds of one minute, made from its whole candle so that together they are exactly that candle: each gets
 * a share of the trades, and the price walks from open to close, touching the extremes. What changed hands is shared at
 * the minute's average price, so a second's turnover tells nothing of its own prices.
 */
export class SecondCandles {
  readonly #key: number;
  readonly #candles: Candle[] = Array.from({ length: SECONDS }, () => new Candle());
  #minute = -1;
  #edition = 0;

  constructor(key: number) {
    this.#key = key;
  }

  /**
   * The candles of the seconds of a minute, given that minute's own in one of its editions. They are overwritten by the
   * next call.
   */
  split(minute: number, edition: number, whole: Candle): readonly Candle[] {
    if (minute !== this.#minute || edition !== this.#edition) {
      this.#share(minute, whole);
      this.#walk(minute, whole);
      this.#minute = minute;
      this.#edition = edition;
    }
    return this.#candles;
  }

  #share(minute: number, whole: Candle): void {
    const key = hash2(this.#key, minute);
    const weights = this.#candles.map((_, second) => hash2(key, second) & 255);
    const all = weights.reduce((sum, weight) => sum + weight, 0) || 1;
    const parts = (total: number): ((share: number) => number) => {
      let before = 0;
      return (share) => {
        const until = share >= 1 ? total : Math.floor(total * share);
        const part = until - before;
        before = until;
        return part;
      };
    };
    const volume = parts(whole.volume);
    const trades = parts(whole.trades);
    const takerVolume = parts(whole.takerVolume);
    const turnover = parts(whole.turnoverParts * 100_000_000 + whole.turnoverRest);
    const takerTurnover = parts(whole.takerTurnoverParts * 100_000_000 + whole.takerTurnoverRest);
    let weight = 0;
    let sold = 0;
    let bought = 0;
    this.#candles.forEach((candle, second) => {
      weight += weights[second] as number;
      candle.volume = volume(second === SECONDS - 1 ? 1 : weight / all);
      sold += candle.volume;
      const share = whole.volume === 0 ? 1 : sold / whole.volume;
      candle.trades = trades(share);
      candle.takerVolume = takerVolume(share);
      bought += candle.takerVolume;
      candle.turnover(
        turnover(share),
        takerTurnover(whole.takerVolume === 0 ? 1 : bought / whole.takerVolume),
      );
      candle.filled = true;
    });
  }

  #walk(minute: number, whole: Candle): void {
    const active = this.#candles.filter((candle) => candle.volume > 0);
    const key = hash2(this.#key + 1, minute);
    const highest = active[(hash2(key, 0) >>> 0) % Math.max(1, active.length)];
    const lowest = active[(hash2(key, 1) >>> 0) % Math.max(1, active.length)];
    const spread = whole.high - whole.low;
    let price = whole.open;
    let done = 0;
    for (const candle of this.#candles) {
      candle.open = price;
      if (candle.volume > 0) {
        done += 1;
        const straight = whole.open + ((whole.close - whole.open) * done) / active.length;
        const sway = ((hash2(key, done + 1) & 255) / 255 - 0.5) * spread * 0.3;
        const next = Math.round(Math.min(whole.high, Math.max(whole.low, straight + sway)));
        price = done === active.length ? whole.close : next;
      }
      candle.close = price;
      candle.high = candle === highest ? whole.high : Math.max(candle.open, price);
      candle.low = candle === lowest ? whole.low : Math.min(candle.open, price);
    }
  }
}
