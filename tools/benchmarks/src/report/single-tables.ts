import type { KlinesBenchmark } from '../klines-benchmark.ts';
import { type Measurement, rowsPerSecond } from '../measure/measurement.ts';
import { rowsOf } from '../scenario.ts';
import { count, mebibytes, microsPerRow, seconds } from './figures.ts';
import { markdownTable } from './markdown-table.ts';
import { spreadOf } from './statistics.ts';

const figure = (title: string) => ({ title, right: true });

/** What the runs at a distance are, and are not. */
export function distanceNote({ distant, scenario }: KlinesBenchmark): string {
  return (
    `Above, the exchange is on loopback and answers in well under a millisecond: those tables have no distance in them, and real exchanges are 5 to 250 ms away. ` +
    `Here the same ${count(rowsOf(scenario))} rows are ingested while every answer is sent ${distant.distanceMs} ms late. The exchange merely waits, which takes no CPU and holds no other answer up; ` +
    `the width of a line, lost packets and the opening of connections over a distance are not simulated. ` +
    `One run each, whatever the number of rounds, its result checked like every other. (b) has one request under way at a time, (b′) four, (c) by its defaults up to eight.`
  );
}

/** All who ask the exchange, when it is at a distance. */
export function distanceTable({ distant }: KlinesBenchmark): string {
  const { contenders, measurements } = distant;
  const speedOf = (id: string): number => rowsPerSecond(measurements[id] as Measurement);
  const columns = [{ title: 'contender' }, ...['rows/s', 'wall', '(c) / this, of rows/s'].map(figure)];
  return markdownTable(
    columns,
    contenders.map(({ id, title }) => [
      `(${id}) ${title}`,
      count(speedOf(id)),
      seconds((measurements[id] as Measurement).wallMs),
      (speedOf('c') / speedOf(id)).toFixed(2),
    ]),
  );
}

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
