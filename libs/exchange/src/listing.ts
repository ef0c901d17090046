import { isExchangeError } from './errors/any-exchange-error.ts';
import type {
  Instrument,
  InstrumentListing,
  MarketFailure,
  QuarantinedInstrument,
  SymbolCollision,
} from './instrument.ts';

/** What {@link buildListing} makes a listing of. */
export interface ListingParts {
  readonly exchange: string;
  /** The markets that answered. */
  readonly markets: readonly string[];
  /** Those that did not, as {@link askMarkets} tells them; none when left out. */
  readonly failures?: readonly MarketFailure[];
  readonly instruments: Iterable<Instrument>;
  readonly quarantined: Iterable<QuarantinedInstrument>;
  /** When the last of the answers arrived, epoch ms. */
  readonly retrievedAt: number;
}

/**
 * Makes a listing: a second row of one native symbol in one market is quarantined, and symbols that several instruments
 * print alike are told as collisions. No row is lost.
 */
export function buildListing(parts: ListingParts): InstrumentListing {
  const { exchange, markets, failures = [], retrievedAt } = parts;
  const quarantined = [...parts.quarantined];
  const instruments = new Map<string, Instrument>();
  for (const instrument of parts.instruments) {
    const { market, exchangeSymbol, raw } = instrument;
    const key = JSON.stringify([market, exchangeSymbol]);
    if (instruments.has(key)) {
      const reason = `${exchangeSymbol} is listed a second time in the ${market} market`;
      quarantined.push({ exchange, market, exchangeSymbol, reason, raw });
    } else instruments.set(key, instrument);
  }
  const kept = [...instruments.values()];
  const collisions = collisionsOf(kept);
  return { exchange, markets, failures, instruments: kept, quarantined, collisions, retrievedAt };
}

function collisionsOf(instruments: readonly Instrument[]): SymbolCollision[] {
  return [...Map.groupBy(instruments, ({ symbol }) => symbol.toString())]
    .filter(([, alike]) => alike.length > 1)
    .map(([symbol, alike]) => ({ symbol, instruments: alike }));
}

/** What came of asking several markets. */
export interface MarketAnswers<Answer> {
  /** The markets that answered, in the order in which they were asked. */
  readonly markets: readonly string[];
  /** Their answers, in the same order. */
  readonly answers: readonly Answer[];
  readonly failures: readonly MarketFailure[];
}

/**
 * Asks several markets at once. One that is unreachable, or closed to this location, does not hold back the others.
 * @throws {ExchangeError} the first market's, when none answers
 * @throws the signal's reason once it is aborted, and what is no `ExchangeError`
 */
export async function askMarkets<Market extends string, Answer>(
  wanted: readonly Market[],
  ask: (market: Market) => Promise<Answer>,
  signal?: AbortSignal,
): Promise<MarketAnswers<Answer>> {
  const settled = await Promise.allSettled(wanted.map((market) => ask(market)));
  signal?.throwIfAborted();
  const markets: string[] = [];
  const answers: Answer[] = [];
  const failures: MarketFailure[] = [];
  for (const [index, market] of wanted.entries()) {
    const result = settled[index] as PromiseSettledResult<Answer>;
    if (result.status === 'fulfilled') {
      markets.push(market);
      answers.push(result.value);
    } else {
      const error: unknown = result.reason;
      if (!isExchangeError(error)) throw error;
      failures.push({ market, error });
    }
  }
  const [first] = failures;
  if (first !== undefined && answers.length === 0) throw first.error;
  return { markets, answers, failures };
}
