import { readTime } from '@marketloom/adapter-kit';
import type { JsonReader } from '@marketloom/transport';

/** A time in ISO 8601, as futures write them, in epoch ms. */
export function readIsoTime(cell: JsonReader): number {
  const time = readTime(cell.string(), 'iso');
  return Number.isNaN(time) ? cell.fail('is not a time') : time;
}
