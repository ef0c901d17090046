import type { OrderBookLevel } from '@marketloom/exchange';
import type { JsonReader } from '@marketloom/transport';
import { Big } from 'big.js';
import type { CellKey } from '../klines/kline-dialect.ts';

/**
 * One side of a book: levels with price and size at these places, exact; other cells are passed over, and so are levels
 * behind the first `most`.
 */
export function readLevels(
  side: JsonReader,
  price: CellKey = 0,
  size: CellKey = 1,
  most: number = Number.POSITIVE_INFINITY,
): readonly OrderBookLevel[] {
  const cell = (level: JsonReader, key: CellKey): Big =>
    new Big((typeof key === 'number' ? level.item(key) : level.field(key)).decimal());
  const levels = side.items().slice(0, most);
  return levels.map((level) => ({ price: cell(level, price), size: cell(level, size) }));
}

/** A sequence number; such outgrow what a float holds exactly. */
export function readSequence(cell: JsonReader): bigint {
  const text = cell.decimal();
  return /^\d+$/.test(text) ? BigInt(text) : cell.fail('is not a sequence number');
}
