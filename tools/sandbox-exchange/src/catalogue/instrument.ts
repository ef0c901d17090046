import type { DecimalStep } from '../decimal-step.ts';
import type { Market } from '../market.ts';

/** One instrument of the simulated exchange: what its listing row says, and how its made-up trading behaves. */
export interface SandboxInstrument {
  readonly market: Market;
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** Steps as the listing prints them: `0.01000000` on spot, `0.10` on futures. */
  readonly tickSize: string;
  readonly stepSize: string;
  /** The exchange's word for a time: `TRADING`, `BREAK`, `PENDING_TRADING`, … */
  readonly status: (now: number) => string;
  /** Its first candle opens with this minute, epoch ms. */
  readonly firstKline: number;
  /** No candle opens at or after this, epoch ms; null while it trades. */
  readonly endOfKlines: number | null;
  /** From then on the exchange no longer knows it, epoch ms; null for ever. */
  readonly listedUntil: number | null;
  /** What is added to or replaces fields of the listing row. Futures have their contract terms here. */
  readonly listing: Readonly<Record<string, unknown>>;
  /** USD (COIN-M: quote) that one contract stands for; null elsewhere. */
  readonly contractSize: number | null;
  /** How it trades in the simulation. */
  readonly trading: TradingCharacter;
  /** How its numbers are written. */
  readonly layout: NumberLayout;
}

/** How an instrument behaves in the simulation. */
export interface TradingCharacter {
  /** The price around which it wanders. */
  readonly price: number;
  /** What usually changes hands in a minute, in quote. */
  readonly turnover: number;
  /** The usual relative move of one minute. */
  readonly volatility: number;
  /** The share of minutes without a trade. */
  readonly quiet: number;
}

/** A step, and how many decimals its multiples are written with. */
export interface WrittenStep extends DecimalStep {
  readonly written: number;
}

/** How an instrument's numbers are made and written. */
export interface NumberLayout {
  readonly price: WrittenStep;
  readonly size: WrittenStep;
  /** Turnover: quote, or base on COIN-M. Its unit is 10^-`decimals`. */
  readonly turnover: { readonly decimals: number; readonly written: number };
}
