import type { ByteWriter } from '../byte-writer.ts';
import type { NumberLayout } from '../catalogue/instrument.ts';
import { TURNOVER_PART, type Candle } from './candle.ts';

const COMMA = 44;
const OPENING = 91;

/**
 * Writes one candle as the exchange does: open time, four prices, volume, close time, turnover, trades, taker volume,
 * taker turnover, and a field that means nothing. On COIN-M volumes are contracts and turnovers base.
 */
export function writeCandleRow(
  writer: ByteWriter,
  openTime: number,
  closeTime: number,
  candle: Candle,
  layout: NumberLayout,
): void {
  const { price, size, turnover } = layout;
  writer.reserve();
  writer.byte(OPENING);
  writer.integer(openTime);
  writer.byte(COMMA);
  writer.units(candle.open * price.units, price.decimals, price.written);
  writer.byte(COMMA);
  writer.units(candle.high * price.units, price.decimals, price.written);
  writer.byte(COMMA);
  writer.units(candle.low * price.units, price.decimals, price.written);
  writer.byte(COMMA);
  writer.units(candle.close * price.units, price.decimals, price.written);
  writer.byte(COMMA);
  writer.units(candle.volume * size.units, size.decimals, size.written);
  writer.byte(COMMA);
  writer.integer(closeTime);
  writer.byte(COMMA);
  writeTurnover(writer, candle.turnoverParts, candle.turnoverRest, turnover);
  writer.byte(COMMA);
  writer.integer(candle.trades);
  writer.byte(COMMA);
  writer.units(candle.takerVolume * size.units, size.decimals, size.written);
  writer.byte(COMMA);
  writeTurnover(writer, candle.takerTurnoverParts, candle.takerTurnoverRest, turnover);
  writer.ascii(',"0"]');
}

/** A sum of turnovers may exceed 2^53 of its units, so it is kept and written in two parts. */
function writeTurnover(
  writer: ByteWriter,
  parts: number,
  rest: number,
  { decimals, written }: NumberLayout['turnover'],
): void {
  const carried = rest < TURNOVER_PART ? 0 : Math.floor(rest / TURNOVER_PART);
  writer.parts(parts + carried, rest - carried * TURNOVER_PART, decimals, written);
}
