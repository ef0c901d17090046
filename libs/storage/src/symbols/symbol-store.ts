import type {
  Instrument,
  InstrumentListing,
  InstrumentStatus,
  QuarantinedInstrument,
  SymbolCollision,
} from '@marketloom/exchange';
import type { InstrumentType, SymbolRepresentation } from '@marketloom/symbol';

/** An instrument of the catalogue. */
export interface CatalogueEntry extends Instrument {
  /** What klines and order books refer to. It stays the same as long as the catalogue exists. */
  readonly id: number;
  /** When a listing first held it. */
  readonly firstSeen: Date;
  /** When a listing last held it. */
  readonly lastSeen: Date;
  /** When a listing first showed it delisted or lacked it; null while it is listed. */
  readonly delistedAt: Date | null;
}

/** What changed in one field of an instrument; decimals and times as text, times in ISO 8601. */
export interface FieldChange {
  /** The field of {@link Instrument}: `tickSize`. */
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** An instrument of which something changed. */
export interface ChangedSymbol {
  /** As it is now. */
  readonly entry: CatalogueEntry;
  readonly changes: readonly FieldChange[];
}

/**
 * What a listing changed in the catalogue. The exchange's raw row is kept up to date without counting as a change, and
 * decimals are compared as numbers.
 */
export interface SymbolDiff {
  readonly exchange: string;
  /** New ones; those that the exchange itself lists as delisted among them. */
  readonly added: readonly CatalogueEntry[];
  /** Going and coming is told by `delisted` and `relisted`; an instrument of these is here too when more changed. */
  readonly changed: readonly ChangedSymbol[];
  /** Those that the listing lacks or shows as delisted, and that were not so before. */
  readonly delisted: readonly CatalogueEntry[];
  /** Those that had been delisted and are back, under the id that they had. */
  readonly relisted: readonly CatalogueEntry[];
  /** How many instruments of the listing are in none of these. */
  readonly unchanged: number;
  /** The listing's, and instruments that the catalogue cannot hold. What the catalogue knows of them stays as it is. */
  readonly quarantined: readonly QuarantinedInstrument[];
  readonly collisions: readonly SymbolCollision[];
}

/** Which instruments; each field takes one value or several of which one must fit. */
export interface SymbolFilter {
  readonly exchange?: string | readonly string[];
  readonly market?: string | readonly string[];
  readonly base?: string | readonly string[];
  readonly quote?: string | readonly string[];
  readonly type?: InstrumentType | readonly InstrumentType[];
  readonly status?: InstrumentStatus | readonly InstrumentStatus[];
}

/** Options of looking a symbol up. */
export interface LookupOptions {
  /** Only these; all when left out. */
  readonly exchanges?: readonly string[];
}

/** The catalogue of all exchanges' instruments. Nothing is ever deleted from it. */
export interface SymbolStore {
  /**
   * Brings the catalogue up to date with what an exchange lists, in one transaction, one at a time for each exchange.
   * Only the listing's markets are touched.
   * @throws {SuspiciousListingError} when a market that had instruments has none any more: nothing is changed
   * @throws {StorageError}
   */
  sync(listing: InstrumentListing): Promise<SymbolDiff>;

  /** The instruments that fit, by exchange and symbol. */
  list(filter?: SymbolFilter): Promise<CatalogueEntry[]>;

  /**
   * Every instrument that answers to a symbol: those that print just so, then, for a bare symbol, those that only differ
   * in what they settle in. Within these the most representative first: trading before halted and pending before
   * delisted, linear before quanto before inverse, then the oldest listing.
   * @throws {InvalidSymbolError} for a text that is no symbol
   */
  matches(symbol: string | SymbolRepresentation, options?: LookupOptions): Promise<CatalogueEntry[]>;

  /** The first of {@link matches} of each exchange that has one, by exchange. */
  resolve(symbol: string | SymbolRepresentation, options?: LookupOptions): Promise<CatalogueEntry[]>;

  /** The symbols nearest to one that is not known, best first, at most three; any text will do. */
  suggest(symbol: string, exchange?: string): Promise<string[]>;
}
