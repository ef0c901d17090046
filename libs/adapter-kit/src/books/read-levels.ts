import { LevelPacker, type PackedLevels } from '@marketloom/exchange';
import type { JsonReader } from '@marketloom/transport';
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
): PackedLevels {
  const cell = (level: JsonReader, key: CellKey): string =>
    (typeof key === 'number' ? level.item(key) : level.field(key)).decimal();
  const levels = side.items().slice(0, most);
  const packer = new LevelPacker(levels.length);
  for (const level of levels) packer.add(cell(level, price), cell(level, size));
  return packer.finish();
}

/** A sequence number; such outgrow what a float holds exactly. */
export function readSequence(cell: JsonReader): bigint {
  const text = cell.decimal();
  return /^\d+$/.test(text) ? BigInt(text) : cell.fail('is not a sequence number');
}
