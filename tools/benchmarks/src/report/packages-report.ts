import type { MeasuredPackage, PackagesBenchmark } from '../packages/packages-benchmark.ts';
import { count, countSpread } from './figures.ts';
import type { Occasion } from './klines-report.ts';
import { markdownTable } from './markdown-table.ts';
import { spreadOf } from './statistics.ts';

const right = (title: string) => ({ title, right: true });

/** The report in Markdown. */
export function packagesReport(result: PackagesBenchmark, { date, command }: Occasion): string {
  const { packages, ccxt, machine, rounds } = result;
  const sections = [
    '# Packages',
    'What an adapter takes with all that it depends on, installed by npm into an empty folder, beside ccxt.',
    [
      `- **Command**: \`${command}\`, ${date}`,
      `- **Machine**: ${machine.cores} cores, ${machine.cpu}; Node ${machine.node}`,
      `- **Imports**: medians of ${rounds} rounds, with least and most; each in a process of its own, in turns`,
    ].join('\n'),
    markdownTable(
      [{ title: 'package' }, right('packages'), right('files'), right('MB'), right('import, ms')],
      [...packages, ccxt].map((measured) => [
        `\`${measured.name}\``,
        count(measured.packages),
        count(measured.files),
        (measured.bytes / 1e6).toFixed(1),
        countSpread(spreadOf(measured.importMs)),
      ]),
    ),
    `The largest adapter takes ${times(ccxt, packages, ({ bytes }) => bytes)} times less room and ${times(ccxt, packages, ({ importMs }) => spreadOf(importMs).median)} times less time to import than ccxt, which has all its exchanges in one package.`,
    '## Caveats',
    [
      '- MB are the lengths of files, in millions of bytes; sources and maps, which debuggers show, are among them.',
      '- An import is timed inside the process, without the start of Node, and with files in the page cache. What an adapter loads with its first request, its HTTP client, is not in it.',
    ].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** How many times as much the peer takes as the adapter that takes most. */
function times(
  ccxt: MeasuredPackage,
  packages: readonly MeasuredPackage[],
  of: (measured: MeasuredPackage) => number,
): string {
  return (of(ccxt) / Math.max(...packages.map(of))).toFixed(0);
}
