import { FailedBenchmarkError } from '../failed-benchmark-error.ts';
import { type BenchmarkSymbol, rangeOf, type Scenario } from '../scenario.ts';
import { queryRows } from '../servers/query-rows.ts';
import type { Truth } from './truth.ts';

/** One series of `klines` as the exchange words it, without its last field, which means nothing, and the close time. */
const SERIES = `
SELECT (extract(epoch FROM open_time) * 1000)::bigint, open, high, low, close, volume,
  quote_volume, trade_count, taker_buy_volume, taker_buy_quote_volume
FROM klines JOIN symbols ON symbols.id = symbol_id
WHERE exchange = 'binance' AND symbol = $1 AND interval = '1m' ORDER BY open_time LIMIT $2`;

const COUNTS = `
SELECT symbol, count(*) FROM klines JOIN symbols ON symbols.id = symbol_id
WHERE exchange = 'binance' AND interval = '1m' GROUP BY symbol`;

const SETTLED = `
SELECT symbol, sum((extract(epoch FROM range_end - range_start) * 1000)::bigint)
FROM kline_coverage JOIN symbols ON symbols.id = symbol_id
WHERE exchange = 'binance' AND interval = '1m' AND kline_coverage.status = 'stored' GROUP BY symbol`;

/**
 * Checks that `klines` holds exactly the scenario: the count of every series, and the first and the last one digit for
 * digit in all columns. With `ledger` also that the ledger calls every candle stored.
 * @throws {FailedBenchmarkError} naming the first difference
 */
export async function checkKlines(
  url: string,
  scenario: Scenario,
  truth: Truth,
  { ledger }: { readonly ledger: boolean },
): Promise<void> {
  await checkSums(url, COUNTS, scenario, scenario.minutes);
  const { start, end } = rangeOf(scenario);
  if (ledger) await checkSums(url, SETTLED, scenario, end - start);
  for (const symbol of sampleOf(scenario)) {
    const expected = truth
      .rows(scenario, symbol)
      .map((row) => row.filter((_, index) => index !== 6 && index < 11).map(String));
    compareRows(symbol.standard, await queryRows(url, SERIES, [symbol.standard, expected.length]), expected);
  }
}

/** The first and the last series: the ones whose rows are compared. */
export function sampleOf({ symbols }: Scenario): BenchmarkSymbol[] {
  return [...new Set([symbols[0], symbols.at(-1)])].filter((symbol) => symbol !== undefined);
}

/**
 * Compares rows value by value.
 * @throws {FailedBenchmarkError} naming the first difference
 */
export function compareRows(
  what: string,
  stored: readonly (readonly (string | null)[])[],
  expected: readonly (readonly string[])[],
): void {
  if (stored.length !== expected.length) {
    throw new FailedBenchmarkError(
      `${what}: ${stored.length} rows are stored, and ${expected.length} were served`,
    );
  }
  for (const [index, row] of expected.entries()) {
    const found = stored[index];
    if (found?.length === row.length && row.every((value, column) => found[column] === value)) continue;
    throw new FailedBenchmarkError(`${what}: stored is ${found?.join()}, and served was ${row.join()}`);
  }
}

async function checkSums(url: string, query: string, { symbols }: Scenario, each: number): Promise<void> {
  const found = new Map((await queryRows(url, query)).map(([symbol, sum]) => [symbol, sum]));
  for (const { standard } of symbols) {
    if (found.get(standard) === String(each)) continue;
    throw new FailedBenchmarkError(`${standard}: ${found.get(standard) ?? 'nothing'} is stored of ${each}`);
  }
  if (found.size !== symbols.length)
    throw new FailedBenchmarkError('series are stored that nobody asked for');
}
