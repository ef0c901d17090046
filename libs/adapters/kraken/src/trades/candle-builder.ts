import { DecimalSum } from '@marketloom/adapter-kit';
import {
  closeTimeOf,
  compareDecimalText,
  floorToInterval,
  type Interval,
  KlineTable,
  nextOpenTime,
} from '@marketloom/exchange';
import type { Trade } from './trade-page.ts';

interface Candle {
  readonly openTime: number;
  readonly end: number;
  readonly open: string;
  high: string;
  low: string;
  close: string;
  readonly volume: DecimalSum;
  readonly quoteVolume: DecimalSum;
  tradeCount: number;
}

/**
 * Makes candles of trades that come in the order of their times: the first trade's price is the open and the last one's the
 * close; volumes are summed exactly. An interval without a trade has no candle.
 */
export class CandleBuilder {
  readonly #interval: Interval;
  readonly #finished: Candle[] = [];
  #current: Candle | null = null;

  constructor(interval: Interval) {
    this.#interval = interval;
  }

  /** The open time of the candle that the next trade may still change; null before the first trade. */
  get openTime(): number | null {
    return this.#current?.openTime ?? null;
  }

  /** @throws {RangeError} when it is earlier than a candle that has been begun */
  add(trade: Trade): void {
    const { timeMs, price, volume } = trade;
    let current = this.#current;
    if (current !== null && timeMs < current.openTime) {
      throw new RangeError(`trade ${trade.id} comes behind later ones`);
    }
    if (current === null || timeMs >= current.end) {
      if (current !== null) this.#finished.push(current);
      current = begun(floorToInterval(timeMs, this.#interval), this.#interval, price);
      this.#current = current;
    }
    if (compareDecimalText(price, current.high) > 0) current.high = price;
    if (compareDecimalText(price, current.low) < 0) current.low = price;
    current.close = price;
    current.volume.add(volume);
    current.quoteVolume.addProduct(price, volume);
    current.tradeCount += 1;
  }

  /** Hands out the candles before the one that may still change. */
  takeFinished(): KlineTable {
    return this.#table(this.#finished.splice(0));
  }

  /** Hands out all candles: no more trades come. */
  takeAll(): KlineTable {
    const candles = [...this.#finished.splice(0), ...(this.#current === null ? [] : [this.#current])];
    this.#current = null;
    return this.#table(candles);
  }

  #table(candles: readonly Candle[]): KlineTable {
    if (candles.length === 0) return KlineTable.empty();
    return new KlineTable({
      openTime: candles.map(({ openTime }) => openTime),
      closeTime: candles.map(({ openTime }) => closeTimeOf(openTime, this.#interval)),
      open: candles.map(({ open }) => open),
      high: candles.map(({ high }) => high),
      low: candles.map(({ low }) => low),
      close: candles.map(({ close }) => close),
      volume: candles.map(({ volume }) => volume.toString()),
      quoteVolume: candles.map(({ quoteVolume }) => quoteVolume.toString()),
      tradeCount: candles.map(({ tradeCount }) => tradeCount),
      takerBuyVolume: null,
      takerBuyQuoteVolume: null,
    });
  }
}

function begun(openTime: number, interval: Interval, price: string): Candle {
  return {
    openTime,
    end: nextOpenTime(openTime, interval),
    open: price,
    high: price,
    low: price,
    close: price,
    volume: new DecimalSum(),
    quoteVolume: new DecimalSum(),
    tradeCount: 0,
  };
}
