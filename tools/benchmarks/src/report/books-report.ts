import type { BooksBenchmark } from '../books/books-benchmark.ts';
import { LEVELS_AN_UPDATE } from '../books/live-books.ts';
import { count, countSpread, ratioSpread } from './figures.ts';
import type { Occasion } from './klines-report.ts';
import { markdownTable } from './markdown-table.ts';
import { spreadOf } from './statistics.ts';

const right = (title: string) => ({ title, right: true });

/** The report in Markdown. */
export function booksReport(result: BooksBenchmark, { date, command }: Occasion): string {
  const { machine } = result;
  const server = machine.timescale === null ? '' : `, TimescaleDB ${machine.timescale}`;
  const sections = [
    '# Order books',
    'How fast order books go into the database, against what the server can take at all, how much room they take there, and how fast books that are kept live take the updates of a stream.',
    [
      `- **Command**: \`${command}\`, ${date}`,
      `- **Machine**: ${machine.cores} cores, ${machine.cpu}; Node ${machine.node}, psql ${machine.psql}`,
      `- **Server**: PostgreSQL ${machine.postgres}${server}; ${result.serverDescription}`,
      '- **Data**: made-up books of 10 instruments, of which 15 % of the levels change from one to the next',
    ].join('\n'),
    '## Into the database',
    `Books a second: medians of ${result.rounds} rounds, with least and most. The two take turns in each round, into the same table, emptied before.`,
    storingTable(result),
    '## Room in the database',
    sizeTable(result),
    '## Live books',
    `One book takes updates of ${LEVELS_AN_UPDATE} levels, as text, mostly near its top; each third of them takes its level away.`,
    liveTable(result),
    '## Caveats',
    [
      `- The limit is psql \`\\copy … (FORMAT binary)\` of these rows from a file, one backend, in one transaction, less the ${Math.round(result.stored[0]?.psqlStartMs ?? 0)} ms that psql takes to start and end.`,
      '- `storeAll` checks every book, looks for those that are there already, turns the decimals into the binary format and commits once a batch. The books come as the adapters give them, their levels packed, a batch at a time, freshly made. To make them from the answers of an exchange is not counted.',
      '- Client and server share the cores. After every round all books are counted, and the newest of each instrument compared level by level.',
      '- Bytes are those of table, index and TOAST together, for each book.',
    ].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function storingTable({ stored }: BooksBenchmark): string {
  const columns = [
    right('levels a side'),
    right('books'),
    right('a batch'),
    right('the limit: COPY'),
    right('`storeAll`'),
    right('ratio'),
    right('levels/s'),
    right('client CPU µs a book'),
  ];
  return markdownTable(
    columns,
    stored.map(({ depth, books, batch, rounds, cpuMicros }) => {
      const ours = spreadOf(rounds.map(({ storeAll }) => storeAll));
      return [
        count(depth),
        count(books),
        count(batch),
        countSpread(spreadOf(rounds.map(({ copy }) => copy))),
        countSpread(ours),
        ratioSpread(spreadOf(rounds.map(({ copy, storeAll }) => storeAll / copy))),
        count(ours.median * depth * 2),
        count(spreadOf(cpuMicros).median),
      ];
    }),
  );
}

function sizeTable({ stored }: BooksBenchmark): string {
  const columns = [
    right('levels a side'),
    { title: 'arrays' },
    right('bytes a book'),
    right('compressed by TimescaleDB'),
    right('ratio'),
  ];
  return markdownTable(
    columns,
    stored.map(({ depth, arrayCompression, bytesPlain, bytesCompressed }) => [
      count(depth),
      arrayCompression,
      count(bytesPlain),
      bytesCompressed === null ? '–' : count(bytesCompressed),
      bytesCompressed === null ? '–' : (bytesPlain / bytesCompressed).toFixed(2),
    ]),
  );
}

function liveTable({ live }: BooksBenchmark): string {
  const columns = [
    right('levels a side'),
    right('updates/s'),
    right('levels/s'),
    right('KiB a book'),
    right('MiB of 100 books'),
  ];
  return markdownTable(
    columns,
    live.map(({ depth, updatesPerSecond, bytesABook }) => {
      const speed = spreadOf(updatesPerSecond);
      return [
        count(depth),
        countSpread(speed),
        count(speed.median * LEVELS_AN_UPDATE),
        count(bytesABook / 1024),
        count((bytesABook * 100) / 1024 / 1024),
      ];
    }),
  );
}
