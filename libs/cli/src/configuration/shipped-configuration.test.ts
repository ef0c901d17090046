import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AdapterDefinition,
  type ConfigurationSchema,
  validateConfiguration,
} from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { CORE_SECTIONS } from './core-sections.ts';
import { environmentName } from './environment.ts';
import { readIni } from './ini-file.ts';

const path = join(import.meta.dirname, '..', '..', '..', '..', 'config', 'config.ini');
const text = readFileSync(path, 'utf8');
const sections = readIni(text, path);
const exchanges = [...sections.keys()].filter((name) => !Object.hasOwn(CORE_SECTIONS, name));
// By name, as the apps load them: cli has no adapter among its own dependencies.
const adapters = await Promise.all(
  exchanges.map(async (exchange): Promise<[string, ConfigurationSchema]> => {
    const name = `@marketloom/adapter-${exchange}`;
    const { default: adapter } = (await import(/* @vite-ignore */ name)) as { default: AdapterDefinition };
    return [exchange, adapter.configuration];
  }),
);
const schemas: Record<string, ConfigurationSchema> = { ...CORE_SECTIONS, ...Object.fromEntries(adapters) };

describe('config/config.ini', () => {
  it('has the sections that the code knows, and then those of exchanges by their names', () => {
    expect(exchanges).toContain('binance');
    expect([...sections.keys()]).toEqual([...Object.keys(CORE_SECTIONS), ...exchanges.toSorted()]);
  });

  it.each(Object.keys(schemas))('has exactly the keys of [%s], with their defaults', (name) => {
    const schema = schemas[name] as ConfigurationSchema;
    const written = Object.fromEntries(sections.get(name) ?? []);
    expect(Object.keys(written)).toEqual(Object.keys(schema));
    expect(validateConfiguration(schema, written)).toEqual(validateConfiguration(schema, {}));
  });

  it('names the environment of every key above it', () => {
    for (const [name, schema] of Object.entries(schemas)) {
      for (const key of Object.keys(schema)) expect(text).toContain(environmentName(name, key));
    }
  });
});
