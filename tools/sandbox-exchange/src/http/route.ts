import { DIALECTS, MARKETS, type Market } from '../market.ts';
import { REST_ENDPOINTS, type RestEndpoint } from './weights.ts';

/** Where a path leads: a market, and an endpoint of it where it is a simulated one. */
export interface Route {
  readonly market: Market;
  readonly endpoint: RestEndpoint | null;
}

const ROUTES: ReadonlyMap<string, Route> = new Map(
  MARKETS.flatMap((market) =>
    REST_ENDPOINTS.map(
      (endpoint) => [`${DIALECTS[market].prefix}/${endpoint}`, { market, endpoint }] as const,
    ),
  ),
);

/** The route of a path; null outside the three markets. */
export function routeOf(path: string): Route | null {
  const route = ROUTES.get(path);
  if (route) return route;
  const market = MARKETS.find((each) => path.startsWith(`/${DIALECTS[each].prefix.split('/')[1]}/`));
  return market ? { market, endpoint: null } : null;
}
