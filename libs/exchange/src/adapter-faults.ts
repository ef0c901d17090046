import type { ConfigurationKey } from './adapter-definition.ts';
import { validateConfiguration } from './configuration.ts';
import { InvalidConfigurationError } from './errors/invalid-configuration-error.ts';

const CONTRACT_VERSION = 1;
const KINDS: readonly ConfigurationKey['kind'][] = [
  'text',
  'url',
  'socketUrl',
  'integer',
  'number',
  'boolean',
  'durationMs',
];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Lower-case letters, digits and hyphens, as exchanges' ids are. */
export function isExchangeId(text: unknown): text is string {
  return typeof text === 'string' && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);
}

/** All that keeps a module from being the adapter of an exchange, in words; nothing when it is one. */
export function adapterFaults(module: unknown, exchange: string): string[] {
  if (!isObject(module) || !('default' in module)) return ['it has no default export'];
  const definition = module['default'];
  if (!isObject(definition)) return ['its default export is not an adapter definition'];
  const { contractVersion, id, name, markets, configuration, create } = definition;
  if (contractVersion !== CONTRACT_VERSION) {
    const written =
      contractVersion === undefined ? 'its contractVersion is missing' : versionFault(contractVersion);
    return [written];
  }
  const faults: string[] = [];
  if (!isExchangeId(id)) faults.push('its id is missing or not lower-case letters, digits and hyphens');
  else if (id !== exchange) faults.push(`its id is ${id}, not ${exchange}`);
  if (!isText(name)) faults.push('its name is missing');
  if (!Array.isArray(markets) || markets.length === 0 || !markets.every(isText))
    faults.push('its markets are missing');
  if (!isObject(configuration)) faults.push('its configuration is missing');
  else faults.push(...Object.entries(configuration).flatMap(([key, value]) => keyFaults(key, value)));
  if (typeof create !== 'function') faults.push('its create() is missing');
  return faults;
}

function versionFault(version: unknown): string {
  return `it is written for version ${String(version)} of the contract, and this is version ${CONTRACT_VERSION}`;
}

function keyFaults(key: string, description: unknown): string[] {
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(key))
    return [`its configuration key ${key} is not in snake_case`];
  if (!isObject(description)) return [`its configuration key ${key} is not described`];
  const { kind, default: value } = description;
  if (!KINDS.includes(kind as never)) return [`the kind of its configuration key ${key} is unknown`];
  if (value === undefined) return [`its configuration key ${key} has no default`];
  try {
    validateConfiguration({ [key]: description as unknown as ConfigurationKey }, {});
    return [];
  } catch (error) {
    if (!InvalidConfigurationError.isInstance(error)) throw error;
    return [`the default of its configuration key ${key} does not fit: ${error.reason}`];
  }
}
