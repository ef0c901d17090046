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
// By name, as the apps load it: cli has no adapter among its own dependencies.
const adapter = '@marketloom/adapter-binance';
const { default: binance } = (await import(/* @vite-ignore */ adapter)) as { default: AdapterDefinition };
const schemas: Record<string, ConfigurationSchema> = { ...CORE_SECTIONS, binance: binance.configuration };

describe('config/config.ini', () => {
  it('has exactly the sections that the code knows', () => {
    expect([...sections.keys()]).toEqual(Object.keys(schemas));
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
