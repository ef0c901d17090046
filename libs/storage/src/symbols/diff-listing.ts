import { compareDecimalText, type Instrument, printTime } from '@marketloom/exchange';
import { instrumentKey } from './accept-instruments.ts';
import type { CatalogueEntry, FieldChange } from './symbol-store.ts';

/** What is compared of an instrument that the catalogue has already. */
export type KnownInstrument = Omit<CatalogueEntry, 'raw'>;

/** An instrument of the listing, and what the catalogue says of it. */
export interface Pair {
  readonly known: KnownInstrument;
  readonly instrument: Instrument;
  /** What changed, apart from going and coming. */
  readonly changes: readonly FieldChange[];
}

/** How a listing compares to the catalogue. Each instrument is in `added`, in `present` or in `absent`. */
export interface ListingDiff {
  readonly added: readonly Instrument[];
  readonly present: readonly Pair[];
  /** Those that are listed so far and that the listing lacks. */
  readonly absent: readonly KnownInstrument[];
}

/** Of a pair: whether the exchange now shows it as delisted, or no longer does. */
export const isDelisting = ({ known, instrument }: Pair): boolean =>
  known.status !== 'delisted' && instrument.status === 'delisted';
export const isRelisting = ({ known, instrument }: Pair): boolean =>
  known.status === 'delisted' && instrument.status !== 'delisted';

/**
 * Compares a listing with what the catalogue has of its markets.
 * @param spared keys of instruments that are not absent though `instruments` lacks them: those in quarantine
 */
export function diffListing(
  known: readonly KnownInstrument[],
  instruments: readonly Instrument[],
  spared: ReadonlySet<string>,
): ListingDiff {
  const listed = new Map(instruments.map((instrument) => [instrumentKey(instrument), instrument]));
  const present: Pair[] = [];
  const absent: KnownInstrument[] = [];
  for (const entry of known) {
    const key = instrumentKey(entry);
    const instrument = listed.get(key);
    if (instrument !== undefined) {
      present.push({ known: entry, instrument, changes: fieldChanges(entry, instrument) });
      listed.delete(key);
    } else if (entry.status !== 'delisted' && !spared.has(key)) absent.push(entry);
  }
  return { added: [...listed.values()], present, absent };
}

const TEXTS = ['baseAsset', 'quoteAsset', 'settleAsset', 'type', 'underlyingAsset'] as const;
const DECIMALS = ['tickSize', 'lotSize', 'contractSize', 'baseMultiplier'] as const;
const TIMES = ['expiresAt', 'listedAt'] as const;

function fieldChanges(known: KnownInstrument, instrument: Instrument): FieldChange[] {
  const changes: FieldChange[] = [];
  const note = (field: string, before: string | null, after: string | null): void => {
    if (before !== after) changes.push({ field, before, after });
  };
  note('symbol', known.symbol.toString(), instrument.symbol.toString());
  for (const field of TEXTS) note(field, known[field], instrument[field]);
  if (known.status !== 'delisted' && instrument.status !== 'delisted')
    note('status', known.status, instrument.status);
  for (const field of DECIMALS) {
    if (!sameDecimal(known[field], instrument[field])) note(field, known[field], instrument[field]);
  }
  for (const field of TIMES) note(field, printed(known[field]), printed(instrument[field]));
  return changes;
}

function sameDecimal(a: string | null, b: string | null): boolean {
  return a === null || b === null ? a === b : compareDecimalText(a, b) === 0;
}

function printed(time: number | null): string | null {
  return time === null ? null : printTime(time);
}
