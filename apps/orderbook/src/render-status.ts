import { formatCount, formatElapsed, formatMany, formatTime, type Output } from '@marketloom/cli';
import type { StoredBooks } from '@marketloom/ingestion';

const COLUMNS = [
  { title: 'symbol', key: true },
  { title: 'books', right: true },
  { title: 'per hour', right: true },
  { title: 'first' },
  { title: 'last' },
  { title: 'late', right: true },
  { title: 'failed', right: true },
  { title: 'missed', right: true },
  { title: 'gaps', right: true },
];

/** What is stored of each symbol, for people. */
export function renderStatus(
  books: readonly StoredBooks[],
  { now, since }: { readonly now: number; readonly since: number | undefined },
  output: Output,
): string {
  const exchanges = new Set(books.map(({ entry }) => entry.exchange));
  const several = exchanges.size > 1;
  const columns = several ? [{ title: 'exchange', key: true }, ...COLUMNS] : COLUMNS;
  const rows = books.map((one) => [...(several ? [one.entry.exchange] : []), ...rowOf(one)]);
  const open = books.flatMap(({ entry, status: { openDiscontinuity } }) =>
    openDiscontinuity === null ? [] : [{ entry, gap: openDiscontinuity }],
  );
  const openLines = open.map(({ entry, gap }) => {
    const lasts = formatElapsed(Math.max(0, now - gap.brokenAt));
    return `  ${entry.symbol.toString()}: ${gap.reason} since ${formatTime(gap.brokenAt)}, for ${lasts}: ${gap.message}`;
  });
  const counted = since === undefined ? '' : ` Counted since ${formatTime(since)}.`;
  const last = `${formatMany(books.length, 'symbol')}; "per hour" is the last hour's count; times are UTC.${counted}`;
  return [
    output.table(columns, rows),
    ...(open.length > 0
      ? [['Open gaps, in which books are not to be believed:', ...openLines].join('\n')]
      : []),
    last,
  ].join('\n\n');
}

function rowOf({ entry, status }: StoredBooks): string[] {
  const abandoned = status.abandoned > 0 ? ` (${formatCount(status.abandoned)} abandoned)` : '';
  return [
    entry.symbol.toString(),
    formatCount(status.snapshots),
    formatCount(status.snapshotsLastHour),
    seconds(status.first),
    seconds(status.last),
    ...[status.late, status.failed, status.missed].map((count) => formatCount(count)),
    `${formatCount(status.discontinuities)}${abandoned}`,
  ];
}

/** A time to the second. */
function seconds(time: number | null): string {
  return time === null ? '-' : new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}
