import type { ConfigurationKey, ConfigurationSchema, ConfigurationValues } from './adapter-definition.ts';
import { addressFault } from './configuration-url.ts';
import { parseDurationMs } from './duration.ts';
import { editDistance } from './edit-distance.ts';
import { InvalidConfigurationError } from './errors/invalid-configuration-error.ts';
import { InvalidDurationError } from './errors/invalid-duration-error.ts';

/**
 * Checks values against a schema and fills in defaults. Values may be typed, or text as it stands in a file: `integer`,
 * `number`, `boolean` and `durationMs` come out as numbers and booleans, a `url` or `socketUrl` without a slash at its end.
 * @throws {InvalidConfigurationError} naming the first key at fault, or one that the schema does not have
 */
export function validateConfiguration(
  schema: ConfigurationSchema,
  values: Readonly<Record<string, unknown>>,
): ConfigurationValues {
  for (const key of Object.keys(values)) {
    if (!Object.hasOwn(schema, key))
      throw new InvalidConfigurationError(key, unknownKey(key, Object.keys(schema)));
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, definition]) => {
      const value = Object.hasOwn(values, key) ? values[key] : undefined;
      return [key, read(key, definition, value ?? definition.default)];
    }),
  );
}

function unknownKey(key: string, known: readonly string[]): string {
  if (known.length === 0) return 'there is no such key; there are none here';
  const [nearest] = known.toSorted((a, b) => editDistance(key, a) - editDistance(key, b));
  return `there is no such key; did you mean ${nearest}? There are ${known.join(', ')}`;
}

function read(key: string, definition: ConfigurationKey, value: unknown): string | number | boolean {
  try {
    return readers[definition.kind](value, definition);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    throw new InvalidConfigurationError(key, error.message);
  }
}

/** A value does not fit its kind; the message says what would. */
class Unfit extends Error {
  constructor(wanted: string, value?: unknown) {
    super(value === undefined ? wanted : `${wanted}, not ${JSON.stringify(value)}`);
  }
}

type Reader = (value: unknown, definition: ConfigurationKey) => string | number | boolean;

const readers: Readonly<Record<ConfigurationKey['kind'], Reader>> = {
  text(value) {
    if (typeof value !== 'string') throw new Unfit('it must be text', value);
    return value;
  },
  url: (value) => addressOf(value, 'http'),
  socketUrl: (value) => addressOf(value, 'ws'),
  boolean(value) {
    if (/^(?:true|yes)$/i.test(String(value))) return true;
    if (/^(?:false|no)$/i.test(String(value))) return false;
    throw new Unfit('it must be true or false', value);
  },
  integer(value, definition) {
    const number = numberOf(value);
    if (!Number.isSafeInteger(number)) throw new Unfit('it must be a whole number', value);
    return inBounds(number, definition, '');
  },
  number(value, definition) {
    const number = numberOf(value);
    if (!Number.isFinite(number)) throw new Unfit('it must be a number', value);
    return inBounds(number, definition, '');
  },
  durationMs(value, definition) {
    if (typeof value === 'string') return inBounds(durationOf(value), definition, ' ms');
    if (Number.isSafeInteger(value) && Number(value) >= 0) return inBounds(Number(value), definition, ' ms');
    throw new Unfit('it must be a duration such as 5s, or a whole number of milliseconds', value);
  },
};

function addressOf(value: unknown, plain: 'http' | 'ws'): string {
  if (typeof value !== 'string') throw new Unfit('it must be an address as text');
  const fault = addressFault(value.trim(), plain);
  // The address is not shown: it could hold a password.
  if (fault !== null) throw new Unfit(fault);
  return value.trim().replace(/\/+$/, '');
}

function inBounds(value: number, { minimum, maximum }: ConfigurationKey, unit: string): number {
  if (minimum !== undefined && value < minimum)
    throw new Unfit(`it must be at least ${minimum}${unit}`, value);
  if (maximum !== undefined && value > maximum)
    throw new Unfit(`it must be at most ${maximum}${unit}`, value);
  return value;
}

function durationOf(text: string): number {
  try {
    return parseDurationMs(text);
  } catch (error) {
    throw InvalidDurationError.isInstance(error) ? new Unfit(error.message) : error;
  }
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(value.trim())
    ? Number(value)
    : Number.NaN;
}
