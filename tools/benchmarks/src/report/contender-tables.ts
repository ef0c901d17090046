import type { KlinesBenchmark } from '../klines-benchmark.ts';
import { type Measurement, rowsPerSecond } from '../measure/measurement.ts';
import type { Round } from '../runs/interleaved-rounds.ts';
import { count, countSpread, mebibytes, microsPerRow, ratioSpread, seconds } from './figures.ts';
import { markdownTable } from './markdown-table.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** Every contender's medians. */
export function contendersTable({ contenders, rounds }: KlinesBenchmark): string {
  const columns = [
    { title: 'contender' },
    { title: 'rows/s', right: true },
    { title: 'wall', right: true },
    { title: 'client CPU', right: true },
    { title: 'µs/row', right: true },
    { title: 'PostgreSQL CPU', right: true },
    { title: 'exchange CPU', right: true },
    { title: 'client peak memory', right: true },
  ];
  return markdownTable(
    columns,
    contenders.map(({ id, title }) => {
      const all = measurementsOf(rounds, id);
      const median = (read: (one: Measurement) => number): number => spreadOf(all.map(read)).median;
      const cpu = median((one) => one.clientCpuMs);
      return [
        `(${id}) ${title}`,
        countSpread(spreadOf(all.map(rowsPerSecond))),
        seconds(median((one) => one.wallMs)),
        seconds(cpu),
        microsPerRow(cpu, all[0]?.rows ?? 0),
        secondsOf(all, (one) => one.serverCpuMs),
        secondsOf(all, (one) => one.exchangeCpuMs),
        mebibytes(median((one) => one.peakBytes)),
      ];
    }),
  );
}

/** How our own command compares within each round: in rows a second, and in the CPU time of client and server together. */
export function ratiosTable({ rounds, serverIsHere }: KlinesBenchmark): string {
  const columns = [
    { title: 'ratio' },
    { title: 'of rows/s (least–most)', right: true },
    { title: 'of CPU time, client and PostgreSQL (least–most)', right: true },
  ];
  const row = (other: string): string[] => [
    `(c) / (${other})`,
    ratioSpread(ratioOf(rounds, other, rowsPerSecond)),
    serverIsHere ? ratioSpread(ratioOf(rounds, other, cpuMs)) : '–',
  ];
  return markdownTable(columns, ['a', 'b', 'b′'].map(row));
}

/** The ratio of a figure of ours to another's, within each round. */
export function ratioOf(rounds: readonly Round[], other: string, read: (one: Measurement) => number): Spread {
  const theirs = measurementsOf(rounds, other);
  return spreadOf(
    measurementsOf(rounds, 'c').map((ours, index) => read(ours) / read(theirs[index] as Measurement)),
  );
}

function cpuMs({ clientCpuMs, serverCpuMs }: Measurement): number {
  return clientCpuMs + (serverCpuMs ?? 0);
}

/** Every round by itself, with the load of the machine. */
export function roundsTable({ contenders, rounds }: KlinesBenchmark): string {
  const columns = [
    { title: 'round', right: true },
    { title: 'load average', right: true },
    ...contenders.map(({ id }) => ({ title: `(${id}) rows/s`, right: true })),
  ];
  return markdownTable(
    columns,
    rounds.map(({ load, measurements }, index) => [
      String(index + 1),
      load.toFixed(2),
      ...contenders.map(({ id }) => count(rowsPerSecond(measurements[id] as Measurement))),
    ]),
  );
}

function measurementsOf(rounds: readonly Round[], id: string): Measurement[] {
  return rounds.map(({ measurements }) => measurements[id] as Measurement);
}

function secondsOf(all: readonly Measurement[], read: (one: Measurement) => number | null): string {
  const figures = all.map(read).filter((figure) => figure !== null);
  return figures.length === 0 ? '–' : seconds(spreadOf(figures).median);
}
