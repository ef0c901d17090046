import { ExactNumber } from '@marketloom/transport';

/** A value that was parsed with its numbers' digits kept, as `JSON.parse` would have given it. */
export function plainJson(value: unknown): unknown {
  if (value instanceof ExactNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plainJson(field)]));
}
