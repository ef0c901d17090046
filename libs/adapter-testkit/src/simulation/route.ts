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

/** A request with what its path holds for a route; null when the route does not take it. */
export function taken(
  { path, query = {} }: SimulatedRoute,
  request: SimulatedRequest,
): SimulatedRequest | null {
  const match = patternOf(path).exec(request.path);
  if (match === null) return null;
  if (Object.entries(query).some(([name, value]) => request.query.get(name) !== value)) return null;
  const parameters = Object.entries(match.groups ?? {}).map(([name, text]): [string, string] => [
    name,
    decodeURIComponent(text),
  ]);
  return { ...request, parameters: Object.fromEntries(parameters) };
}
