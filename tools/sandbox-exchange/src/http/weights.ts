import type { Market } from '../market.ts';

/** The endpoints of REST that are simulated, by the last segment of their path. */
export type RestEndpoint = 'ping' | 'time' | 'exchangeInfo' | 'klines' | 'depth';

/** All of them. */
export const REST_ENDPOINTS: readonly RestEndpoint[] = ['ping', 'time', 'exchangeInfo', 'klines', 'depth'];

/** What requests are told apart by: the endpoint of REST, the archive of files, or a stream. */
export type Endpoint = RestEndpoint | 'archive' | 'stream';

/** All of them. */
export const ENDPOINTS: readonly Endpoint[] = [...REST_ENDPOINTS, 'archive', 'stream'];

/**
 * What a request costs, by the exchange's documentation. Without a limit the default counts. A limit that is no number
 * costs what the default does: requests that are refused cost too.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints and
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Kline-Candlestick-Data
 */
export function weightOf(market: Market, endpoint: RestEndpoint, limitText: string | null): number {
  const asked = limitText !== null && /^\d+$/.test(limitText) ? Number(limitText) : null;
  if (endpoint === 'klines') return market === 'spot' ? 2 : klineWeight(asked ?? 500);
  if (endpoint === 'depth')
    return market === 'spot' ? spotDepthWeight(asked ?? 100) : depthWeight(asked ?? 500);
  if (endpoint === 'exchangeInfo') return market === 'spot' ? 20 : 1;
  return 1;
}

function klineWeight(limit: number): number {
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1000 ? 5 : 10;
}

function spotDepthWeight(limit: number): number {
  if (limit <= 100) return 5;
  if (limit <= 500) return 25;
  return limit <= 1000 ? 50 : 250;
}

function depthWeight(limit: number): number {
  if (limit <= 50) return 2;
  if (limit <= 100) return 5;
  return limit <= 500 ? 10 : 20;
}
