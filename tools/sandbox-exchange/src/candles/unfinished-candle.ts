import { TURNOVER_PART, type Candle } from './candle.ts';

/** Turns a whole second into what was to be seen of it after a part (from 0 up to 1) of it had passed. */
export function cutShort(candle: Candle, part: number): void {
  const volume = Math.floor(candle.volume * part);
  if (volume === 0) {
    candle.flat(candle.open);
    return;
  }
  const turnover = candle.turnoverParts * TURNOVER_PART + candle.turnoverRest;
  const takerTurnover = candle.takerTurnoverParts * TURNOVER_PART + candle.takerTurnoverRest;
  candle.close = part < 0.5 ? candle.open : candle.close;
  candle.high = Math.max(candle.open, candle.close);
  candle.low = Math.min(candle.open, candle.close);
  candle.trades = Math.floor(candle.trades * part);
  candle.takerVolume = Math.floor(candle.takerVolume * part);
  candle.turnover(Math.floor(turnover * part), Math.floor(takerTurnover * part));
  candle.volume = volume;
}
