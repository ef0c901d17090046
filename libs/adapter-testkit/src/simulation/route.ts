import type { KlineDialect } from '@marketloom/adapter-kit';
import type { SimulatedRequest, SimulatedRoute } from './description.ts';

const patterns = new Map<string, RegExp>();

/** A path with `:name` as a pattern that finds what stands there. */
function patternOf(path: string): RegExp {
  const known = patterns.get(path);
  if (known !== undefined) return known;
  const source = path
    .split(/:([a-z]+)/i)
    .map((part, index) =>
      index % 2 === 1 ? `(?<${part}>[^/]+)` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  const made = new RegExp(`^${source}$`);
  patterns.set(path, made);
  return made;
}

/** What stands in a path where a route has names, in their order; null where the route is another. */
export function parametersOf({ path }: SimulatedRoute, asked: string): readonly string[] | null {
  const match = patternOf(path).exec(asked);
  return match === null ? null : Object.values(match.groups ?? {}).map(decodeURIComponent);
}

/** A request with what its path holds for a route; null when the route does not take it. */
export function taken(
  { path, query = {}, body = {} }: SimulatedRoute,
  request: SimulatedRequest,
): SimulatedRequest | null {
  const match = patternOf(path).exec(request.path);
  if (match === null) return null;
  if (Object.entries(query).some(([name, value]) => request.query.get(name) !== value)) return null;
  if (Object.entries(body).some(([name, value]) => fieldIn(request.body, name) !== value)) return null;
  const parameters = Object.entries(match.groups ?? {}).map(([name, text]): [string, string] => [
    name,
    decodeURIComponent(text),
  ]);
  return { ...request, parameters: Object.fromEntries(parameters) };
}

/** A field of a body as text, `req.coin` being that of `req`; null where there is none. */
export function fieldIn(body: unknown, name: string): string | null {
  const value = name
    .split('.')
    .reduce<unknown>(
      (at, field) =>
        typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[field] : undefined,
      body,
    );
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** The route of an endpoint for klines. */
export function klineRoute({ path, sentIn, constants = {} }: KlineDialect): SimulatedRoute {
  return sentIn === 'body' ? { path, body: constants } : { path, query: constants };
}

/** A parameter of a request for klines as text; null where it is not there. */
export function klineParameter(
  { sentIn }: KlineDialect,
  request: SimulatedRequest,
  name: string,
): string | null {
  return sentIn === 'body' ? fieldIn(request.body, name) : request.query.get(name);
}
