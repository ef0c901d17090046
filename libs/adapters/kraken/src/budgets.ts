import type { BudgetFacts } from '@marketloom/adapter-kit';

/**
 * Spot takes one call a second of one address for Trades and OHLC of each pair, and one a second for all else together:
 * https://support.kraken.com/articles/206548367-what-are-the-api-rate-limits-
 */
export const spotBudget: BudgetFacts = { name: 'spot', capacity: 1, windowMs: 1000 };

/** What Trades and OHLC of one pair may be asked, see {@link spotBudget}. */
export function pairBudget(pair: string): BudgetFacts {
  return { ...spotBudget, name: `pair ${pair}` };
}

/**
 * Calls to `/derivatives` may cost 500 in ten seconds, and public ones cost nothing, see
 * https://docs.kraken.com/exchange/guides/futures/ratelimits. No limit of the charts is documented. Both are asked as if a
 * call cost 5.
 */
export const futuresBudget: BudgetFacts = { name: 'futures', capacity: 100, windowMs: 10_000 };
