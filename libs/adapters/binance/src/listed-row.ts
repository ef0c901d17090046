import { type ClassifiedInstrument, positiveDecimal, Unclassifiable } from '@marketloom/adapter-kit';
import type { JsonReader } from '@marketloom/transport';

/** A field; null where it is missing, or null. */
export function optionalIn(row: JsonReader, name: string): JsonReader | null {
  const cell = row.optional(name);
  return cell === null || cell.isNull ? null : cell;
}

/** A time in epoch ms; null where there is none, which is also written as zero. */
export function timeIn(row: JsonReader, name: string): number | null {
  const cell = optionalIn(row, name);
  if (cell === null) return null;
  const time = cell.integer();
  if (time < 0) cell.fail('is not a time');
  return time === 0 ? null : time;
}

/**
 * A name, which is not empty.
 * @throws {Unclassifiable} when it is
 */
export function nameIn(row: JsonReader, name: string): string {
  const text = row.field(name).string();
  if (text === '') throw new Unclassifiable(`${name} is empty`);
  return text;
}

/**
 * What rows of all markets tell alike. Steps stand in filters; that there is none is also written as zero.
 * https://developers.binance.com/docs/binance-spot-api-docs/filters
 */
export function factsIn(
  row: JsonReader,
): Pick<ClassifiedInstrument, 'exchangeSymbol' | 'tickSize' | 'lotSize'> {
  const filters = optionalIn(row, 'filters')?.items() ?? [];
  const step = (filterType: string, field: string): string | null => {
    const filter = filters.find((candidate) => candidate.field('filterType').value === filterType);
    return positiveDecimal(filter?.optional(field) ?? null);
  };
  return {
    exchangeSymbol: nameIn(row, 'symbol'),
    tickSize: step('PRICE_FILTER', 'tickSize'),
    lotSize: step('LOT_SIZE', 'stepSize'),
  };
}
