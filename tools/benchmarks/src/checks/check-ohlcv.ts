import { FailedBenchmarkError } from '../failed-benchmark-error.ts';
import { rowsOf, type Scenario } from '../scenario.ts';
import { queryRows } from '../servers/query-rows.ts';
import { compareRows, sampleOf } from './check-klines.ts';
import type { Truth } from './truth.ts';

const SERIES = `
SELECT (extract(epoch FROM timestamp) * 1000)::bigint, open, high, low, close, volume
FROM ohlcv WHERE symbol = $1 ORDER BY timestamp LIMIT $2`;

/**
 * Checks that the peer's table holds the scenario: its count, and the first and the last series by value. Digits are not
 * asked of it: its client reads numbers as floats.
 * @throws {FailedBenchmarkError} naming the first difference
 */
export async function checkOhlcv(url: string, scenario: Scenario, truth: Truth): Promise<void> {
  const [[count] = []] = await queryRows(url, 'SELECT count(*) FROM ohlcv');
  if (count !== String(rowsOf(scenario)))
    throw new FailedBenchmarkError(`ohlcv has ${count} rows of ${rowsOf(scenario)}`);
  const asNumbers = (row: readonly (string | number | null)[]): string[] =>
    row.map((value) => String(Number(value)));
  for (const symbol of sampleOf(scenario)) {
    const expected = truth.rows(scenario, symbol).map((row) => asNumbers(row.slice(0, 6)));
    const stored = await queryRows(url, SERIES, [symbol.unified, expected.length]);
    compareRows(symbol.unified, stored.map(asNumbers), expected);
  }
}
