import type { ConfigurationKey, ConfigurationSchema, ConfigurationValues } from './adapter-definition.ts';
import { addressFault } from './configuration-url.ts';
import { parseDurationMs } from './duration.ts';
import { editDistance } from './edit-distance.ts';
import { InvalidConfigurationError } from './errors/invalid-configuration-error.ts';
import { InvalidDurationError } from './errors/invalid-duration-error.ts';

/**
 * Checks values against a schema and fills in defaults. Values may be typed, or text as it stands in a file: `integer`,
 * `number`, `boolean` and `durationMs` come out as numbers and booleans, a `url` without a slash at its end.
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
  const fail = (reason: string, cause?: unknown): never => {
    throw new InvalidConfigurationError(key, reason, cause === undefined ? {} : { cause });
  };
  const shown = JSON.stringify(value) ?? String(value);
  switch (definition.kind) {
    case 'text':
      return typeof value === 'string' ? value : fail(`it must be text, not ${shown}`);
    case 'url': {
      if (typeof value !== 'string') return fail('it must be an address as text');
      const fault = addressFault(value.trim());
      return fault === null ? value.trim().replace(/\/+$/, '') : fail(fault);
    }
    case 'boolean':
      if (value === true || value === false) return value;
      if (/^(?:true|yes)$/i.test(String(value))) return true;
      if (/^(?:false|no)$/i.test(String(value))) return false;
      return fail(`it must be true or false, not ${shown}`);
    case 'integer':
    case 'number':
    case 'durationMs':
      try {
        return readNumber(definition, value);
      } catch (error) {
        if (error instanceof RangeError) return fail(`${error.message}, not ${shown}`);
        if (InvalidDurationError.isInstance(error)) return fail(error.message, error);
        throw error;
      }
  }
}

function readNumber({ kind, minimum, maximum }: ConfigurationKey, value: unknown): number {
  const reader = readers[kind as keyof typeof readers];
  const number = reader(value);
  const unit = kind === 'durationMs' ? ' ms' : '';
  if (minimum !== undefined && number < minimum)
    throw new RangeError(`it must be at least ${minimum}${unit}`);
  if (maximum !== undefined && number > maximum) throw new RangeError(`it must be at most ${maximum}${unit}`);
  return number;
}

const readers = {
  integer(value: unknown): number {
    const number = numberOf(value);
    if (!Number.isSafeInteger(number)) throw new RangeError('it must be a whole number');
    return number;
  },
  number(value: unknown): number {
    const number = numberOf(value);
    if (!Number.isFinite(number)) throw new RangeError('it must be a number');
    return number;
  },
  durationMs(value: unknown): number {
    if (typeof value === 'string') return parseDurationMs(value);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw new RangeError('it must be a duration such as 5s, or a whole number of milliseconds');
  },
};

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(value.trim())
    ? Number(value)
    : Number.NaN;
}
