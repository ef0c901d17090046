import type { KlinesBenchmark } from '../klines-benchmark.ts';
import { type Measurement, rowsPerSecond } from '../measure/measurement.ts';
import { count, mebibytes, microsPerRow, seconds } from './figures.ts';
import { markdownTable } from './markdown-table.ts';
import { spreadOf } from './statistics.ts';

const figure = (title: string) => ({ title, right: true });

/** A run, and the same run again. */
export function repeatedTable({ repeated: { first, again } }: KlinesBenchmark): string {
  const row = (name: string, one: Measurement): string[] => [
    name,
    seconds(one.wallMs),
    seconds(one.clientCpuMs),
    one.serverCpuMs === null ? '–' : seconds(one.serverCpuMs),
    count(one.requests ?? 0),
  ];
  const columns = [{ title: '' }, ...['wall', 'client CPU', 'PostgreSQL CPU', 'requests'].map(figure)];
  return markdownTable(columns, [row('everything is missing', first), row('nothing is missing', again)]);
}

/** What an interruption cost. */
export function interruptionNote({ interrupted, repeated }: KlinesBenchmark): string {
  const { rowsBefore, rows, requestsBefore, requestsAfter } = interrupted;
  return (
    `Stopped by SIGINT when half of the requests had been sent (exit code 130), with ${count(rowsBefore)} of ${count(rows)} rows stored, ` +
    `and run again: ${count(requestsBefore)} + ${count(requestsAfter)} = ${count(requestsBefore + requestsAfter)} requests, ` +
    `against ${count(repeated.first.requests ?? 0)} of a run that nobody disturbs.`
  );
}

/** Peak memory at a range and at a tenth of it. */
export function memoryTable({ shortRange, rounds, scenario }: KlinesBenchmark): string {
  const peak = (all: readonly Measurement[]): number => spreadOf(all.map((one) => one.peakBytes)).median;
  const short = peak(shortRange);
  const long = peak(rounds.map(({ measurements }) => measurements['c'] as Measurement));
  const columns = [{ title: 'range' }, figure('client peak memory'), figure('ratio')];
  const size = (minutes: number): string => `${scenario.symbols.length} × ${count(minutes)}`;
  return markdownTable(columns, [
    [size(scenario.minutes / 10), mebibytes(short), '1.00'],
    [size(scenario.minutes), mebibytes(long), (long / short).toFixed(2)],
  ]);
}

/** The same number of rows in few and in many series. */
export function symbolsTable({ bySymbols }: KlinesBenchmark): string {
  const titles = ['candles each', 'rows/s', 'wall', 'client CPU', 'µs/row', 'client peak memory', 'requests'];
  return markdownTable(
    [{ title: 'symbols', right: true }, ...titles.map(figure)],
    bySymbols.map(({ symbols, minutes, measurement }) => [
      String(symbols),
      count(minutes),
      count(rowsPerSecond(measurement)),
      seconds(measurement.wallMs),
      seconds(measurement.clientCpuMs),
      microsPerRow(measurement.clientCpuMs, measurement.rows),
      mebibytes(measurement.peakBytes),
      count(measurement.requests ?? 0),
    ]),
  );
}
