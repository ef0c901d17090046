import type { KlinesBenchmark } from '../klines-benchmark.ts';
import { rowsOf } from '../scenario.ts';
import { caveats } from './caveats.ts';
import { contendersTable, ratiosTable, roundsTable } from './contender-tables.ts';
import { count } from './figures.ts';
import { profileTable } from './profile-table.ts';
import {
  distanceNote,
  distanceTable,
  interruptionNote,
  memoryTable,
  repeatedTable,
  symbolsTable,
} from './single-tables.ts';

/** When and by which command it was measured. */
export interface Occasion {
  /** `2026-11-24`. */
  readonly date: string;
  readonly command: string;
}

/** The report in Markdown. */
export function klinesReport(result: KlinesBenchmark, { date, command }: Occasion): string {
  const { machine, scenario, rounds, hypertable } = result;
  const server = machine.timescale === null ? '' : `, TimescaleDB ${machine.timescale}`;
  const sections = [
    '# Klines',
    'How fast klines come from an exchange into the database: against what the server can take at all, and against the usual way of doing it.',
    [
      `- **Command**: \`${command}\`, ${date}`,
      `- **Machine**: ${machine.cores} cores, ${machine.cpu}; Node ${machine.node}, psql ${machine.psql}`,
      `- **Server**: PostgreSQL ${machine.postgres}${server}; ${result.serverDescription}`,
      `- **Table**: ${hypertable ? 'a hypertable of 7 days' : 'plain'}, with its primary key, freshly made for every run`,
      `- **Data**: ${count(rowsOf(scenario))} one-minute candles, ${scenario.symbols.length} symbols × ${count(scenario.minutes)}, made up by the sandbox exchange`,
    ].join('\n'),
    '## Contenders',
    `Medians of ${rounds.length} rounds, with least and most. The contenders take turns in each round.`,
    contendersTable(result),
    ratiosTable(result),
    '### Round by round',
    roundsTable(result),
    '## An exchange at a distance',
    distanceNote(result),
    distanceTable(result),
    '## `marketloom-klines ingest` by itself',
    '### The same again',
    repeatedTable(result),
    '### Interrupted',
    interruptionNote(result),
    '### Ten times the range',
    memoryTable(result),
    '### One, ten and a hundred symbols',
    symbolsTable(result),
    ...(result.profile === null ? [] : ['## Where the time goes', profileTable(result.profile)]),
    '## Caveats',
    caveats(result),
  ];
  return `${sections.join('\n\n')}\n`;
}
