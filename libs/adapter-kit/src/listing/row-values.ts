import { compareDecimalText, type InstrumentStatus } from '@marketloom/exchange';
import type { JsonReader } from '@marketloom/transport';
import { Unclassifiable } from './unclassifiable.ts';

/**
 * A decimal greater than zero; null where there is none, which exchanges also write as zero or as an empty text.
 * @throws {BadResponseError} when it is not a decimal
 * @throws {Unclassifiable} when it is negative
 */
export function positiveDecimal(cell: JsonReader | null): string | null {
  if (cell === null || cell.isNull || cell.value === '') return null;
  const text = cell.decimal();
  const sign = compareDecimalText(text, '0');
  if (sign < 0) throw new Unclassifiable(`${cell.path} is negative: ${text}`);
  return sign === 0 ? null : text;
}

/**
 * What a status word means.
 * @throws {Unclassifiable} for a word that is not known: what it means is never guessed
 */
export function statusOf(
  cell: JsonReader,
  words: Readonly<Record<string, InstrumentStatus>>,
): InstrumentStatus {
  const word = cell.string();
  const status = Object.hasOwn(words, word) ? words[word] : undefined;
  if (status === undefined) throw new Unclassifiable(`unknown status ${JSON.stringify(word)}`);
  return status;
}

/** A step of so many decimal places: 2 → `0.01`, 0 → `1`. */
export function stepOfPlaces(places: number): string {
  return places === 0 ? '1' : `0.${'0'.repeat(places - 1)}1`;
}
