import { alignRange, type ExchangeInterface, type Interval } from '@marketloom/exchange';
import type { CatalogueEntry, SettledRange } from '@marketloom/storage';
import { BEFORE_FIRST_CANDLE } from './settle-page.ts';

/** The ledger's word on the time before a series' first candle: from the epoch up to it. */
export function beforeFirstCandle(firstOpenTime: number, interval: Interval): SettledRange {
  const range = alignRange({ start: 0, end: firstOpenTime }, interval);
  return { ...range, status: 'unavailable', reason: BEFORE_FIRST_CANDLE };
}

/** Where a series begins, as far as the ledger knows it. */
export function knownFirstCandle(coverage: readonly SettledRange[]): number | null {
  return coverage.find((range) => range.reason === BEFORE_FIRST_CANDLE)?.end ?? null;
}

/** Asks the exchange where a series begins, once, and only when somebody wants to know. */
export class FirstCandle {
  readonly #ask: () => Promise<number | null>;
  #answer: Promise<number | null> | undefined;

  constructor(exchange: ExchangeInterface, entry: CatalogueEntry, interval: Interval, signal: AbortSignal) {
    this.#ask = () => exchange.firstKlineOpenTime({ symbol: entry, interval, signal });
  }

  /** Whether the exchange has been asked. */
  get asked(): boolean {
    return this.#answer !== undefined;
  }

  /** The open time of the first candle; null when there is none. */
  openTime(): Promise<number | null> {
    this.#answer ??= this.#ask();
    return this.#answer;
  }
}
