import { type Logger, silentLogger } from '@marketloom/exchange';
import { describe, expect, test } from 'vitest';
import { sqlStateOf } from '../errors/sql-state.ts';
import { TimescaleError } from '../errors/timescale-error.ts';
import { ScriptedSession, type ScriptedRule } from '../testing/scripted-session.ts';
import { useTimescale } from './use-timescale.ts';

const offer = (available: string | null, installed: string | null, loaded: boolean): ScriptedRule => ({
  when: /pg_available_extensions/,
  answer: [{ available, installed, loaded }],
});
const offered = offer('2.28.3', null, true);
const create = /^CREATE EXTENSION/;
/** Tracks are up to date, so that only what is not told by their tables is done. */
const tracks: ScriptedRule[] = [
  { when: /^SELECT n.nspname AS schema FROM pg_class/, answer: [{ schema: 'public' }] },
  {
    when: /INFORMATION_SCHEMA.COLUMNS/,
    answer: ['version', 'name', 'md5', 'run_at'].map((column_name) => ({ column_name })),
  },
];

async function attempt(
  rules: ScriptedRule[],
): Promise<{ readonly mode: unknown; readonly warnings: string[]; readonly session: ScriptedSession }> {
  const session = new ScriptedSession([...rules, ...tracks]);
  const warnings: string[] = [];
  const logger: Logger = { ...silentLogger, warn: (message) => warnings.push(message) };
  const mode = await useTimescale(session, {
    operation: 'migrate there',
    logger,
    compressAfterDays: undefined,
  }).catch((error: unknown) => error);
  return { mode, warnings, session };
}

describe('a server', () => {
  test.each([
    ['without TimescaleDB', offer(null, null, false)],
    [
      'that has it, but did not load it: creating the extension would end the connection',
      offer('2.28.3', null, false),
    ],
  ])('%s stays plain, and is not asked to create the extension', async (_name, rule) => {
    const { mode, warnings, session } = await attempt([rule]);
    expect(mode).toBe('none');
    expect(warnings).toEqual([]);
    expect(session.statements.filter((statement) => create.test(statement))).toEqual([]);
  });

  test('that did not load the library that this database uses is refused', async () => {
    const { mode } = await attempt([offer('2.28.3', '2.28.3', false)]);
    expect(mode).toBeInstanceOf(TimescaleError);
    expect((mode as Error).message).toMatch(/shared_preload_libraries.*restart/);
  });

  test('whose TimescaleDB is too old stays plain, with a warning', async () => {
    const { mode, warnings } = await attempt([offer('2.11.2', '2.11.2', true)]);
    expect(mode).toBe('none');
    expect(warnings).toEqual([expect.stringMatching(/2\.11\.2 is older than 2\.13/)]);
  });

  test.each(['42501', '0A000', '58P01'])(
    'that refuses the extension with %s stays plain, with a warning',
    async (state) => {
      const { mode, warnings, session } = await attempt([
        offered,
        { when: create, answer: { refuse: state } },
      ]);
      expect(mode).toBe('none');
      expect(warnings).toEqual([expect.stringMatching(/does not let us create the extension/)]);
      // The transaction goes on: what was migrated before is not lost.
      await expect(session.query('SELECT 1')).resolves.toBeDefined();
    },
  );

  test.each(['23505', '42710'])(
    'on which another session creates it at the same time (%s) is asked again',
    async (state) => {
      const { mode, session } = await attempt([
        offered,
        { when: create, answer: { refuse: state }, next: [] },
        { when: /timescaledb.license/, answer: [{ licence: 'timescale' }] },
      ]);
      expect(mode).toBe('full');
      expect(session.statements.filter((statement) => create.test(statement))).toHaveLength(2);
    },
  );

  test('that always says that somebody else creates it is not asked for ever', async () => {
    const { mode, session } = await attempt([offered, { when: create, answer: { refuse: '23505' } }]);
    expect(mode).toBe('none');
    expect(session.statements.filter((statement) => create.test(statement))).toHaveLength(5);
  });

  test.each(['57P01', '53100'])('that ends or runs out of something (%s) is an error', async (state) => {
    const { mode } = await attempt([offered, { when: create, answer: { refuse: state } }]);
    expect(sqlStateOf(mode)).toBe(state);
  });

  test('under the Apache licence gets hypertables, and is not asked for compression', async () => {
    const { mode, warnings, session } = await attempt([
      offer('2.28.3', '2.28.3', true),
      { when: /timescaledb.license/, answer: [{ licence: 'apache' }] },
    ]);
    expect(mode).toBe('apache');
    expect(warnings).toEqual([]);
    expect(session.statements.filter((statement) => statement.includes('create_hypertable'))).toHaveLength(2);
    expect(session.statements.filter((statement) => statement.includes('compress'))).toEqual([]);
  });

  test('that offers no compression although its licence would (0A000) gets hypertables, with a warning', async () => {
    const { mode, warnings, session } = await attempt([
      offer('2.28.3', '2.28.3', true),
      { when: /timescaledb.license/, answer: [{ licence: 'timescale' }] },
      {
        when: /^-- .*timescaledb.compress/,
        answer: { refuse: '0A000', message: 'not supported under the current license' },
      },
    ]);
    expect(mode).toBe('apache');
    expect(warnings).toEqual([expect.stringMatching(/nothing is compressed/)]);
    await expect(session.query('SELECT 1')).resolves.toBeDefined();
  });

  test('that has no continuous aggregates (0A000) compresses all the same, with a warning', async () => {
    const { mode, warnings, session } = await attempt([
      offer('2.28.3', '2.28.3', true),
      { when: /timescaledb.license/, answer: [{ licence: 'timescale' }] },
      { when: /timescaledb.continuous/, answer: { refuse: '0A000' } },
    ]);
    expect(mode).toBe('full');
    expect(warnings).toEqual([expect.stringMatching(/higher intervals are reckoned from the minutes/)]);
    expect(session.statements).toContainEqual(expect.stringContaining('add_compression_policy'));
    await expect(session.query('SELECT 1')).resolves.toBeDefined();
  });

  test('that lets only the owner change the age of compression keeps the age, with a warning', async () => {
    const { mode, warnings, session } = await attempt([
      offer('2.28.3', '2.28.3', true),
      { when: /timescaledb.license/, answer: [{ licence: 'timescale' }] },
      { when: /add_compression_policy/, answer: { refuse: '42501' } },
    ]);
    expect(mode).toBe('full');
    expect(warnings).toEqual([expect.stringMatching(/ages of compression and removal stay/)]);
    await expect(session.query('SELECT 1')).resolves.toBeDefined();
  });
});
