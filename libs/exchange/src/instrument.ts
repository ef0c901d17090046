import type { InstrumentType, SymbolRepresentation } from '@marketloom/symbol';
import type { AnyExchangeError } from './errors/any-exchange-error.ts';

/**
 * - `pending`: announced, not trading yet
 * - `trading`
 * - `halted`: stopped for the time being, by the exchange or on the way to its settlement
 * - `delisted`: gone for good, or no longer listed
 */
export type InstrumentStatus = 'pending' | 'trading' | 'halted' | 'delisted';

/** One tradable thing of one exchange. Decimals are text, exactly as the exchange gives them. */
export interface Instrument {
  /** The exchange's id: `binance`. */
  readonly exchange: string;
  /** The exchange's market, in the adapter's words: `spot`, `usdm`, `coinm`. */
  readonly market: string;
  /** The exchange's own name of it: `BTCUSDT`. Unique within a market. */
  readonly exchangeSymbol: string;
  /** Its name in the standard form. */
  readonly symbol: SymbolRepresentation;
  /** By its standard name: `BTC`. */
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** What profit and loss are paid in; for spot the quote. */
  readonly settleAsset: string;
  readonly type: InstrumentType;
  readonly status: InstrumentStatus;
  /** The smallest step of the price; null where the exchange does not say. */
  readonly tickSize: string | null;
  /** The smallest step of the size, in `sizeUnit`s of the book; null where the exchange does not say. */
  readonly lotSize: string | null;
  /** What one contract stands for, in quote for inverse contracts, else in base; null for spot. */
  readonly contractSize: string | null;
  /** The asset that the base counts in units of: `PEPE` for `1000PEPE`; else the base. */
  readonly underlyingAsset: string;
  /** How many of the underlying asset one base is: `1000` for `1000PEPE`; else `1`. */
  readonly baseMultiplier: string;
  /** When it expires, epoch ms; null for what does not. */
  readonly expiresAt: number | null;
  /** When trading began or will begin, epoch ms; null where the exchange does not say. */
  readonly listedAt: number | null;
  /** The exchange's row as it came, parsed from JSON. */
  readonly raw: unknown;
}

/** A row of a listing that could not be classified. It is told, kept raw, and never guessed at. */
export interface QuarantinedInstrument {
  readonly exchange: string;
  readonly market: string;
  /** The exchange's name of it, where the row has one. */
  readonly exchangeSymbol: string | null;
  /** Why, in words for a person. */
  readonly reason: string;
  /** The exchange's row as it came, parsed from JSON. */
  readonly raw: unknown;
}

/** Several instruments of one listing whose full symbols print alike. All are kept. */
export interface SymbolCollision {
  /** The symbol as printed. */
  readonly symbol: string;
  readonly instruments: readonly Instrument[];
}

/** A market whose listing could not be had: nothing is said of its instruments. */
export interface MarketFailure {
  readonly market: string;
  readonly error: AnyExchangeError;
}

/** All that an exchange lists, at one time. */
export interface InstrumentListing {
  readonly exchange: string;
  /** The markets that answered: only of these can absence mean a delisting. */
  readonly markets: readonly string[];
  /** The markets that were asked and did not answer, and why. */
  readonly failures: readonly MarketFailure[];
  readonly instruments: readonly Instrument[];
  readonly quarantined: readonly QuarantinedInstrument[];
  readonly collisions: readonly SymbolCollision[];
  /** When the last of the answers arrived, epoch ms. */
  readonly retrievedAt: number;
}
