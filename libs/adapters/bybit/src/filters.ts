import { positiveDecimal } from '@marketloom/adapter-kit';
import type { JsonReader } from '@marketloom/transport';

/** The smallest step in a filter of a row, `priceFilter` or `lotSizeFilter`; null where it is not told. */
export function stepIn(row: JsonReader, filter: string, name: string): string | null {
  const steps = row.optional(filter);
  return steps === null || steps.isNull ? null : positiveDecimal(steps.optional(name));
}
