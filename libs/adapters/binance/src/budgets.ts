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
