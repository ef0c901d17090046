import type { RequestBudget } from '@marketloom/exchange';
import type { Market } from './markets.ts';

/**
 * What one IP address may send to one market, of which `share` is used. The exchange counts each market for itself and
 * tells in every answer what the current minute has used.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/general-info#limits
 */
export function budgetOf(market: Market, root: string, share: number): RequestBudget {
  return {
    id: `${root}${market.prefix}`,
    capacity: Math.max(1, Math.floor(market.weightPerMinute * share)),
    windowMs: 60_000,
    usedWeightHeader: 'x-mbx-used-weight-1m',
  };
}

/**
 * What is sent to the archive of files, a content delivery network that publishes no limit: twenty requests a second,
 * two for each file. That is ten files a second, more than most lines carry, and no burden to the network.
 * https://data.binance.vision
 */
export function archiveBudget(root: string): RequestBudget {
  return { id: `${root}/data`, capacity: 200, windowMs: 10_000 };
}
