/** One instrument in the three spellings that the contenders use. */
export interface BenchmarkSymbol {
  /** Ours: `BTC-USDT-SPOT`. */
  readonly standard: string;
  /** The exchange's: `BTCUSDT`. */
  readonly native: string;
  /** ccxt's: `BTC/USDT`. */
  readonly unified: string;
}

/** What is to be ingested: so many one-minute candles of each of some instruments, all from the same time on. */
export interface Scenario {
  readonly symbols: readonly BenchmarkSymbol[];
  /** Candles of each instrument. */
  readonly minutes: number;
}

/** The first open time of every series, epoch ms. All instruments below were listed by then. */
export const START = Date.UTC(2024, 2, 1);

const MINUTE_MS = 60_000;

/** Spot instruments of the sandbox, as base and quote. */
const LISTED: readonly (readonly [string, string])[] = [
  ['BTC', 'USDT'],
  ['ETH', 'USDT'],
  ['LINK', 'USDT'],
  ['BNB', 'USDT'],
  ['SOL', 'USDT'],
  ['XRP', 'USDT'],
  ['DOGE', 'USDT'],
  ['PEPE', 'USDT'],
  ['1000SATS', 'USDT'],
  ['ETH', 'BTC'],
];

/** The most instruments that {@link listedScenario} knows. */
export const MOST_LISTED = LISTED.length;

/** How many further instruments the sandbox is told to have. */
export const FURTHER_SPOT = 100;

/** The first `count` instruments of the sandbox's own catalogue. */
export function listedScenario(count: number, minutes: number): Scenario {
  return { symbols: LISTED.slice(0, count).map(([base, quote]) => symbolOf(base, quote)), minutes };
}

/** The first `count` of the further instruments, which are all of one make. */
export function furtherScenario(count: number, minutes: number): Scenario {
  const symbols = Array.from({ length: count }, (_, index) =>
    symbolOf(`SIM${String(index + 1).padStart(3, '0')}`, 'USDT'),
  );
  return { symbols, minutes };
}

/** The half-open range of open times, epoch ms. */
export function rangeOf({ minutes }: Scenario): { readonly start: number; readonly end: number } {
  return { start: START, end: START + minutes * MINUTE_MS };
}

/** All rows of all instruments. */
export function rowsOf({ symbols, minutes }: Scenario): number {
  return symbols.length * minutes;
}

function symbolOf(base: string, quote: string): BenchmarkSymbol {
  return { standard: `${base}-${quote}-SPOT`, native: `${base}${quote}`, unified: `${base}/${quote}` };
}
