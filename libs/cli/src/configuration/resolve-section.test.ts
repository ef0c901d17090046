import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { CORE_SECTIONS } from './core-sections.ts';
import { type ConfigurationSources, resolveSection } from './resolve-section.ts';

const sources = (
  given: Partial<ConfigurationSources> & { readonly lines?: Record<string, string> },
): ConfigurationSources => ({
  flags: given.flags ?? {},
  env: given.env ?? {},
  file: given.lines
    ? {
        path: '/p/config/config.ini',
        baseDirectory: '/p',
        sections: new Map([['database', new Map(Object.entries(given.lines))]]),
      }
    : null,
});
const database = (given: Parameters<typeof sources>[0]): ReturnType<typeof resolveSection> =>
  resolveSection('database', CORE_SECTIONS.database, sources(given));

describe('resolveSection', () => {
  it('takes flag before environment before file before default', () => {
    const lines = { url: 'postgres://file/x' };
    const env = { MARKETLOOM_DATABASE_URL: 'postgres://env/x', DATABASE_URL: 'postgres://usual/x' };
    const flags = { database: { url: 'postgres://flag/x' } };
    const urlOf = (given: Parameters<typeof sources>[0]): unknown[] => {
      const { values, origins } = database(given);
      return [values['url'], origins['url']];
    };
    expect(urlOf({})).toEqual(['', 'default']);
    expect(urlOf({ lines })).toEqual(['postgres://file/x', '/p/config/config.ini']);
    expect(urlOf({ lines, env: { DATABASE_URL: 'postgres://usual/x' } })).toEqual([
      'postgres://usual/x',
      'DATABASE_URL',
    ]);
    expect(urlOf({ lines, env })).toEqual(['postgres://env/x', 'MARKETLOOM_DATABASE_URL']);
    expect(urlOf({ lines, env, flags })).toEqual(['postgres://flag/x', 'flag']);
    expect(urlOf({ lines, env: { DATABASE_URL: '' } })).toEqual([
      'postgres://file/x',
      '/p/config/config.ini',
    ]);
  });

  it.each([
    [
      { lines: { pool_size: 'ten' } },
      '/p/config/config.ini: [database] pool_size: it must be a whole number, not "ten"',
    ],
    [
      { lines: { pool_sizes: '10' } },
      '/p/config/config.ini: [database] pool_sizes: there is no such key; did you mean pool_size?',
    ],
    [
      { lines: { compress_after: '12h' } },
      '/p/config/config.ini: [database] compress_after: it must be whole days such as 30d, never, or empty, not "12h"',
    ],
    [
      { env: { MARKETLOOM_DATABASE_POOL_SIZE: '1' } },
      "the environment's MARKETLOOM_DATABASE_POOL_SIZE: it must be at least 2",
    ],
    [
      { env: { MARKETLOOM_DATABASE_POOL: '1' } },
      "the environment's MARKETLOOM_DATABASE_POOL: [database] has no such key",
    ],
  ])('names where a fault stands: %j', (given, message) => {
    expect(() => database(given)).toThrow(UsageError);
    expect(() => database(given)).toThrow(message);
  });

  it('takes only the choices there are', () => {
    const flags = { logging: { level: 'loud' } };
    expect(() => resolveSection('logging', CORE_SECTIONS.logging, sources({ flags }))).toThrow(
      'the flag for [logging] level: it must be one of debug, info, warn, error, not "loud"',
    );
  });
});
