import { DIALECTS, type Market } from '../market.ts';
import { futuresRow } from './futures-row.ts';
import type { SandboxInstrument } from './instrument.ts';
import { spotRow } from './spot-row.ts';

const limit = (rateLimitType: string, interval: string, intervalNum: number, most: number) => ({
  rateLimitType,
  interval,
  intervalNum,
  limit: most,
});

/**
 * The body of an exchangeInfo response.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information
 */
export function exchangeInfo(
  market: Market,
  instruments: readonly SandboxInstrument[],
  now: number,
): unknown {
  const weight = limit('REQUEST_WEIGHT', 'MINUTE', 1, DIALECTS[market].weightPerMinute);
  if (market === 'spot') {
    return {
      timezone: 'UTC',
      serverTime: now,
      rateLimits: [
        weight,
        limit('ORDERS', 'SECOND', 10, 100),
        limit('ORDERS', 'DAY', 1, 200_000),
        limit('RAW_REQUESTS', 'MINUTE', 5, 61_000),
      ],
      exchangeFilters: [],
      symbols: instruments.map((instrument) => spotRow(instrument, now)),
    };
  }
  const symbols = instruments.map((instrument) => futuresRow(instrument, now));
  const common = { timezone: 'UTC', serverTime: now, exchangeFilters: [] };
  const orders = limit('ORDERS', 'MINUTE', 1, 1200);
  if (market === 'coinm') return { ...common, rateLimits: [weight, orders], symbols };
  return {
    ...common,
    futuresType: 'U_MARGINED',
    rateLimits: [weight, orders, limit('ORDERS', 'SECOND', 10, 300)],
    assets: [
      { asset: 'USDT', marginAvailable: true, autoAssetExchange: '-10000' },
      { asset: 'USDC', marginAvailable: true, autoAssetExchange: '-10000' },
    ],
    symbols,
  };
}
