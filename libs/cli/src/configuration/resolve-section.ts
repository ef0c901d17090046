import {
  type ConfigurationSchema,
  type ConfigurationValues,
  InvalidConfigurationError,
  validateConfiguration,
} from '@marketloom/exchange';
import { UsageError } from '../usage-error.ts';
import type { ConfigFile } from './config-file.ts';
import type { CoreKey } from './core-sections.ts';
import { environmentName, environmentPrefix, readEnvironment } from './environment.ts';

/** Where values come from, the first that has one counts. */
export interface ConfigurationSources {
  /** Values of flags, by section and key. */
  readonly flags: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: ConfigFile | null;
}

/** A section's values and where each came from: `flag`, an environment name, the file, `default`. */
export interface ResolvedSection {
  readonly values: ConfigurationValues;
  readonly origins: Readonly<Record<string, string>>;
}

/**
 * A section's values: flag before environment before file before default.
 * @throws {UsageError} naming where a value or a key that is at fault stands
 */
export function resolveSection(
  section: string,
  schema: ConfigurationSchema,
  { flags, env, file }: ConfigurationSources,
): ResolvedSection {
  const written = file?.sections.get(section);
  for (const key of written?.keys() ?? []) {
    if (!Object.hasOwn(schema, key)) check(schema, key, '', `${file?.path}: [${section}] ${key}`);
  }
  refuseUnknownEnvironment(section, schema, env);
  const values: Record<string, string | number | boolean> = {};
  const origins: Record<string, string> = {};
  for (const [key, definition] of Object.entries(schema)) {
    const flag = flags[section]?.[key];
    const variable = readEnvironment(env, section, key);
    const line = written?.get(key);
    const [raw, origin, place] =
      flag !== undefined
        ? [flag, 'flag', `the flag for [${section}] ${key}`]
        : variable !== null
          ? [variable.value, variable.name, `the environment's ${variable.name}`]
          : line !== undefined && file !== null
            ? [line, file.path, `${file.path}: [${section}] ${key}`]
            : [definition.default, 'default', `the default of [${section}] ${key}`];
    values[key] = check({ [key]: definition }, key, raw, place);
    origins[key] = origin;
  }
  return { values, origins };
}

function check(
  schema: ConfigurationSchema,
  key: string,
  raw: unknown,
  place: string,
): string | number | boolean {
  try {
    const value = validateConfiguration(schema, { [key]: raw })[key] as string | number | boolean;
    const { choices, fault }: Partial<CoreKey> = schema[key] ?? {};
    if (choices !== undefined && !choices.includes(String(value))) {
      throw new UsageError(`${place}: it must be one of ${choices.join(', ')}, not ${JSON.stringify(value)}`);
    }
    const reason = fault?.(String(value)) ?? null;
    if (reason !== null) throw new UsageError(`${place}: ${reason}`);
    return value;
  } catch (error) {
    if (!InvalidConfigurationError.isInstance(error)) throw error;
    throw new UsageError(`${place}: ${error.reason}`, { cause: error });
  }
}

function refuseUnknownEnvironment(
  section: string,
  schema: ConfigurationSchema,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const known = Object.keys(schema).map((key) => environmentName(section, key));
  for (const name of Object.keys(env)) {
    if (!name.startsWith(environmentPrefix(section)) || known.includes(name)) continue;
    throw new UsageError(
      `the environment's ${name}: [${section}] has no such key; there are ${known.join(', ')}`,
    );
  }
}
