import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, describe, it } from 'vitest';
import { benchmarkKlines } from './klines-benchmark.ts';
import { rowsPerSecond } from './measure/measurement.ts';
import { psqlVersion } from './contenders/psql.ts';
import { klinesReport } from './report/klines-report.ts';
import { ratioOf } from './report/contender-tables.ts';

const oxfmt = join(import.meta.dirname, '..', '..', '..', 'node_modules', 'oxfmt', 'bin', 'oxfmt');
const reason = await whyNot();

/** Why it cannot be run here; null when it can. */
async function whyNot(): Promise<string | null> {
  if (process.platform !== 'linux') return 'skipped: /proc is Linux’s';
  return (await psqlVersion()) === null
    ? 'skipped: psql is not installed (apt-get install postgresql-client)'
    : null;
}

/** Runs a few thousand candles through everything, on the tests' server. */
async function smallBenchmark() {
  const said: string[] = [];
  const url = process.env['MARKETLOOM_TEST_DATABASE_URL'] as string;
  const result = await benchmarkKlines({
    server: { url, description: 'the tests’ server', close: async () => {} },
    symbols: 5,
    minutes: 1000,
    rounds: 2,
    profile: true,
    signal: new AbortController().signal,
    say: (text) => said.push(text),
  });
  return { result, said };
}

describe.skipIf(reason !== null)(
  `a small benchmark of klines${reason === null ? '' : ` (${reason})`}`,
  () => {
    it(
      'runs every contender, checks what it stored, and reports all of it',
      { timeout: 300_000 },
      async () => {
        const { result, said } = await smallBenchmark();

        expect(said.filter((text) => text.startsWith('  (c) '))).toHaveLength(3);
        expect(result.rounds).toHaveLength(2);
        for (const { measurements } of result.rounds) {
          expect(Object.keys(measurements)).toEqual(['a', 'b', 'b′', 'c']);
          for (const measurement of Object.values(measurements)) {
            expect(measurement.rows).toBe(5000);
            expect(measurement.wallMs).toBeGreaterThan(0);
            expect(measurement.peakBytes).toBeGreaterThan(1024 * 1024);
          }
          // Five pages each, and whatever else a client asks for.
          expect(measurements['a']?.requests).toBeNull();
          for (const id of ['b', 'b′', 'c']) expect(measurements[id]?.requests).toBeGreaterThanOrEqual(5);
          expect(measurements['c']?.clientCpuMs).toBeGreaterThan(0);
        }
        expect(ratioOf(result.rounds, 'a', rowsPerSecond).median).toBeGreaterThan(0);

        expect(Object.keys(result.distant.measurements)).toEqual(['b', 'b′', 'c']);
        for (const { rows } of Object.values(result.distant.measurements)) expect(rows).toBe(5000);

        expect(result.repeated.again.requests).toBe(0);
        expect(result.interrupted.rowsBefore).toBeLessThanOrEqual(5000);
        expect(result.interrupted.requestsBefore).toBeGreaterThan(0);
        expect(result.shortRange.map(({ rows }) => rows)).toEqual([500, 500]);
        expect(result.bySymbols.map(({ symbols, minutes }) => [symbols, minutes])).toEqual([
          [1, 5000],
          [10, 500],
          [100, 50],
        ]);
        expect(result.profile?.groups.map(({ name }) => name)).toContain('encode for COPY');

        const report = klinesReport(result, { date: '2026-11-24', command: 'npm run benchmark -- klines' });
        for (const heading of [
          '## Contenders',
          '## An exchange at a distance',
          '### The same again',
          '## Where the time goes',
          '## Caveats',
        ]) {
          expect(report).toContain(`\n${heading}\n`);
        }
        expect(report).not.toMatch(/NaN|undefined|Infinity/);
        expect(await formatted(report)).toBe(report);
        const left = await databasesLeft(process.env['MARKETLOOM_TEST_DATABASE_URL'] as string);
        expect(left).toBe('');
      },
    );
  },
);

/** The report as the formatter of this repository writes it. */
async function formatted(report: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'marketloom-report-'));
  try {
    const file = join(folder, 'BENCHMARKS.md');
    await writeFile(file, report);
    await promisify(execFile)(process.execPath, [oxfmt, file], { cwd: folder });
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The names of benchmark databases that were not dropped. */
async function databasesLeft(url: string): Promise<string> {
  const query = `SELECT datname FROM pg_database WHERE datname LIKE 'marketloom_benchmark%'`;
  return (await promisify(execFile)('psql', ['-X', '-A', '-t', url, '-c', query])).stdout.trim();
}
