import { expect, describe, it } from 'vitest';
import { psqlVersion } from '../contenders/psql.ts';
import { booksReport } from '../report/books-report.ts';
import { benchmarkBooks } from './books-benchmark.ts';

const reason =
  (await psqlVersion()) === null
    ? 'skipped: psql is not installed (apt-get install postgresql-client)'
    : null;

describe.skipIf(reason !== null)(
  `a small benchmark of order books${reason === null ? '' : ` (${reason})`}`,
  () => {
    it('stores every book by both ways, and reports all of it', { timeout: 120_000 }, async () => {
      const result = await benchmarkBooks({
        server: {
          url: process.env['MARKETLOOM_TEST_DATABASE_URL'] as string,
          description: 'the tests’ server',
          close: async () => {},
        },
        books: 50,
        rounds: 1,
        signal: new AbortController().signal,
        say: () => {},
      });
      expect(result.stored.map(({ depth, books }) => [depth, books])).toEqual([
        [1000, 50],
        [5000, 10],
      ]);
      for (const { rounds, bytesPlain } of result.stored) {
        expect(rounds).toHaveLength(1);
        expect(bytesPlain).toBeGreaterThan(1000);
      }
      for (const { updatesPerSecond, books, bytesABook } of result.live) {
        expect(updatesPerSecond).toHaveLength(1);
        expect(books).toBe(100);
        expect(bytesABook).toBeGreaterThan(1000);
      }
      const report = booksReport(result, { date: '2026-11-24', command: 'npm run benchmark -- books' });
      expect(report).toContain('\n## Into the database\n');
      expect(report).not.toMatch(/NaN|undefined|Infinity/);
    });
  },
);
