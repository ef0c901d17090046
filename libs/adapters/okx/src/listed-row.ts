import { type ClassifiedInstrument, positiveDecimal } from '@marketloom/adapter-kit';
import type { JsonReader } from '@marketloom/transport';
import { statusIn } from './statuses.ts';

/** A text; empty where the field is missing or does not apply. Instruments that are only announced have next to none. */
export function textIn(row: JsonReader, name: string): string {
  const cell = row.optional(name);
  return cell === null || cell.isNull ? '' : cell.string();
}

/** A time in epoch ms; null where it is not told. */
export function timeIn(row: JsonReader, name: string): number | null {
  return textIn(row, name) === '' ? null : row.field(name).integer();
}

/**
 * What rows of all markets tell alike. An instrument that is opened by an auction trades from `contTdSwTime` on; any other
 * from `listTime`. `expTime` is when a contract is delivered, or when anything is taken offline.
 */
export function factsIn(row: JsonReader): Omit<ClassifiedInstrument, 'symbol'> {
  return {
    exchangeSymbol: row.field('instId').string(),
    status: statusIn(row),
    tickSize: positiveDecimal(row.optional('tickSz')),
    lotSize: positiveDecimal(row.optional('lotSz')),
    listedAt: timeIn(row, 'contTdSwTime') ?? timeIn(row, 'listTime'),
    expiresAt: timeIn(row, 'expTime'),
  };
}
