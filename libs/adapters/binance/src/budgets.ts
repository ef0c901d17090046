import type { BudgetFacts } from '@marketloom/adapter-kit';
import type { RequestBudget } from '@marketloom/exchange';

const perMinute = (name: string, capacity: number): BudgetFacts => ({
  name,
  capacity,
  windowMs: 60_000,
  usedWeightHeader: 'x-mbx-used-weight-1m',
});

/**
 * What one IP address may send to each market, which the exchange counts for itself; every answer tells what the current
 * minute has used.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/general-info#limits
 */
export const spotBudget: BudgetFacts = perMinute('spot', 6000);
export const usdmBudget: BudgetFacts = perMinute('usdm', 2400);
export const coinmBudget: BudgetFacts = perMinute('coinm', 2400);

/**
 * What is sent to the archive of files, a content delivery network that publishes no limit: twenty requests a second,
 * two for each file. That is ten files a second, more than most lines carry, and no burden to the network.
 * https://data.binance.vision
 */
export function archiveBudget(root: string): RequestBudget {
  return { id: `${root}/data`, capacity: 200, windowMs: 10_000 };
}
