import type { ProfiledRun } from '../profile/profile-run.ts';
import { microsPerRow } from './figures.ts';
import { markdownTable } from './markdown-table.ts';

const HEAVIEST = 4;

/** The time of our own process by kind of work. */
export function profileTable({ rows, groups }: ProfiledRun): string {
  const whole = groups.reduce((sum, { selfMs }) => sum + selfMs, 0);
  const columns = [
    { title: 'work' },
    { title: 'ms', right: true },
    { title: 'share', right: true },
    { title: 'µs/row', right: true },
    { title: 'the heaviest, ms' },
  ];
  const table = markdownTable(columns, [
    ...groups.map(({ name, selfMs, functions }) => [
      name,
      selfMs.toFixed(0),
      `${((selfMs / whole) * 100).toFixed(1)} %`,
      microsPerRow(selfMs, rows),
      functions
        .slice(0, HEAVIEST)
        .map(([label, ms]) => `\`${label.replaceAll('|', '\\|')}\` ${ms.toFixed(0)}`)
        .join(', '),
    ]),
    ['all but idle', whole.toFixed(0), '100 %', microsPerRow(whole, rows), ''],
  ]);
  return (
    'Self time on the main thread of (c), sampled by `node --cpu-prof` in a run of its own, which the sampling slows down. ' +
    'Samples go by the clock, so that on a busy machine they hold what others took: the shares count. ' +
    `What Node does for a caller counts as the caller's. \`(native)\` is code of V8 or Node.\n\n${table}`
  );
}
