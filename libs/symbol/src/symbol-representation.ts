import { assetNameFault, normaliseAssetName } from './asset-name.ts';
import { parseExpiryDate, printExpiryDate } from './expiry-date.ts';
import { INSTRUMENT_TYPES, type InstrumentType } from './instrument-type.ts';
import { InvalidSymbolError, type SymbolPart } from './invalid-symbol-error.ts';
import type { Settlement } from './settlement.ts';
import type { PossibleSymbol } from './symbol-text.ts';

/** The parts from which a symbol is made. */
export interface SymbolParts {
  readonly base: string;
  readonly quote: string;
  readonly type: InstrumentType;
  /** What a derivative settles in; the quote when left out. */
  readonly settle?: string | undefined;
  /** A FUTURE's day of expiry: any epoch ms within it, UTC. */
  readonly expiresAt?: number | undefined;
}

/**
 * A symbol in the standard form: `BTC-USDT-SPOT`, `ETH-USD-PERP`, `BTC-USD-PERP:BTC`, `BTC-USDT-FUTURE_270326`.
 * Immutable; equal symbols print alike, and what is printed parses to an equal symbol.
 */
export class SymbolRepresentation {
  /** What is traded, in upper case: `BTC`. */
  readonly base: string;
  /** What its price counts: `USDT`. */
  readonly quote: string;
  /** What it settles in: the quote, unless a suffix says otherwise. */
  readonly settle: string;
  readonly type: InstrumentType;
  /** Midnight UTC of a FUTURE's day of expiry, epoch ms; else null. */
  readonly expiresAt: number | null;

  private constructor(
    base: string,
    quote: string,
    settle: string,
    type: InstrumentType,
    expiresAt: number | null,
  ) {
    this.base = base;
    this.quote = quote;
    this.settle = settle;
    this.type = type;
    this.expiresAt = expiresAt;
    Object.freeze(this);
  }

  /**
   * Makes a symbol from its parts.
   * @throws {InvalidSymbolError} naming the part at fault
   */
  static of(parts: SymbolParts): SymbolRepresentation {
    return SymbolRepresentation.#check(parts, `${parts.base}-${parts.quote}-${parts.type}`);
  }

  /**
   * Reads the standard form. The last two hyphens part it, so a base may contain hyphens; ASCII letters are
   * upper-cased, other scripts pass. A literal that can be no symbol does not compile; any `string` does.
   * @throws {InvalidSymbolError} naming the part at fault
   */
  static parse<Text extends string>(text: PossibleSymbol<Text>): SymbolRepresentation {
    return SymbolRepresentation.#read(text);
  }

  static #read(text: string): SymbolRepresentation {
    // Only a colon right behind a type begins a suffix; any other is a fault of the part in which it stands.
    const [, bare = text, settle] = /^([^:]*-(?:SPOT|PERP|FUTURE(?:_[^-:]*)?)):(.*)$/is.exec(text) ?? [];
    const typeHyphen = bare.lastIndexOf('-');
    const quoteHyphen = typeHyphen <= 0 ? -1 : bare.lastIndexOf('-', typeHyphen - 1);
    if (quoteHyphen < 0) throw new InvalidSymbolError(text, 'shape', 'it needs two hyphens, BASE-QUOTE-TYPE');
    const typeName = normaliseAssetName(bare.slice(typeHyphen + 1));
    const future = /^FUTURE(?:_(.*))?$/su.exec(typeName);
    const type = future ? 'FUTURE' : typeName;
    if (type !== 'SPOT' && type !== 'PERP' && type !== 'FUTURE') {
      throw new InvalidSymbolError(text, 'type', 'it is none of SPOT, PERP and FUTURE_YYMMDD');
    }
    const expiresAt = future ? parseExpiryDate(future[1] ?? '') : undefined;
    if (expiresAt === null) {
      throw new InvalidSymbolError(text, 'expiry', 'FUTURE_ is followed by a day that exists, as YYMMDD');
    }
    const base = bare.slice(0, quoteHyphen);
    const quote = bare.slice(quoteHyphen + 1, typeHyphen);
    return SymbolRepresentation.#check({ base, quote, type, settle, expiresAt }, text);
  }

  /** Like {@link parse}, but null for what is not a symbol. */
  static tryParse(text: string): SymbolRepresentation | null {
    try {
      return SymbolRepresentation.#read(text);
    } catch (error) {
      if (error instanceof InvalidSymbolError) return null;
      throw error;
    }
  }

  static #check(parts: SymbolParts, input: string): SymbolRepresentation {
    const asset = (part: SymbolPart, text: string): string => {
      const fault = assetNameFault(text);
      if (fault !== null) throw new InvalidSymbolError(input, part, fault);
      return normaliseAssetName(text);
    };
    const base = asset('base', parts.base);
    const quote = asset('quote', parts.quote);
    if (quote.includes('-')) throw new InvalidSymbolError(input, 'quote', 'it contains a hyphen');
    if (parts.settle !== undefined && parts.type === 'SPOT') {
      throw new InvalidSymbolError(input, 'settle', 'a spot pair settles in its quote and takes no suffix');
    }
    if (!INSTRUMENT_TYPES.includes(parts.type)) {
      throw new InvalidSymbolError(input, 'type', `it is none of ${INSTRUMENT_TYPES.join(', ')}`);
    }
    const settle = parts.settle === undefined ? quote : asset('settle', parts.settle);
    if (settle.includes('-')) throw new InvalidSymbolError(input, 'settle', 'it contains a hyphen');
    if ((parts.type === 'FUTURE') !== (parts.expiresAt !== undefined)) {
      throw new InvalidSymbolError(input, 'expiry', 'a FUTURE has an expiry, and nothing else has');
    }
    if (parts.expiresAt === undefined) return new SymbolRepresentation(base, quote, settle, parts.type, null);
    const day = Number.isFinite(parts.expiresAt)
      ? new Date(parts.expiresAt).setUTCHours(0, 0, 0, 0)
      : Number.NaN;
    if (!(day >= Date.UTC(2000, 0, 1) && day < Date.UTC(2100, 0, 1))) {
      throw new InvalidSymbolError(input, 'expiry', 'it is outside the years 2000 to 2099');
    }
    return new SymbolRepresentation(base, quote, settle, parts.type, day);
  }

  /** Whether it settles in its quote (linear), in its base (inverse), or in neither (quanto). */
  get settlement(): Settlement {
    if (this.settle === this.quote) return 'linear';
    return this.settle === this.base ? 'inverse' : 'quanto';
  }

  /** Whether it settles in its base, which is not its quote too. */
  get isInverse(): boolean {
    return this.settlement === 'inverse';
  }

  /** The symbol without its settle suffix: what all that differ in settlement only have in common. */
  get bare(): string {
    const type = this.expiresAt === null ? this.type : `${this.type}_${printExpiryDate(this.expiresAt)}`;
    return `${this.base}-${this.quote}-${type}`;
  }

  /** Whether the other is the same symbol. */
  equals(other: SymbolRepresentation): boolean {
    return this.toString() === other.toString();
  }

  /** The standard form; the settle suffix is there only when it differs from the quote. */
  toString(): string {
    return this.settle === this.quote ? this.bare : `${this.bare}:${this.settle}`;
  }

  /** In JSON a symbol is its printed form. */
  toJSON(): string {
    return this.toString();
  }
}
