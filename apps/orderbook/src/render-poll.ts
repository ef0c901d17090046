import { formatCount, formatMany, formatTime, type Output } from '@marketloom/cli';
import type { PolledBook, PollProgress, PollSummary } from '@marketloom/ingestion';
import { lastLine, paragraphs, reasonsOf, tableOfBooks } from './render-run.ts';

const COLUMNS = [
  { title: 'symbol', key: true },
  { title: 'slots', right: true },
  { title: 'taken', right: true },
  { title: 'late', right: true },
  { title: 'failed', right: true },
  { title: 'missed', right: true },
  { title: 'stored', right: true },
  { title: 'duplicate', right: true },
];

/** How a run goes on, in one line. */
export function describeProgress(progress: PollProgress | null): string {
  if (progress === null) return 'waiting for the first slot';
  const { total, waiting, away } = progress;
  const counts = (['taken', 'late', 'failed', 'missed'] as const).map(
    (name) => `${formatCount(total[name])} ${name}`,
  );
  const waits = waiting === 0 ? '' : `; ${formatMany(waiting, 'book')} wait`;
  return `${counts.join(', ')}${waits}${away === null ? '' : ' for the database, which is away'}`;
}

/** What became of the slots, for people. */
export function renderPoll(summary: PollSummary, output: Output): string {
  const { books } = summary;
  const table = tableOfBooks(books, output, { columns: COLUMNS, isAmiss, rowOf });
  return paragraphs(table, reasonsOf('Last failures:', books), meaningsOf(summary), [summaryLine(summary)]);
}

const isAmiss = ({ late, failed, missed }: PolledBook): boolean => late + failed + missed > 0;

function rowOf(book: PolledBook): string[] {
  const { slots, taken, late, failed, missed, stored, duplicate } = book;
  const counts = [slots, taken, late, failed, missed, stored, duplicate];
  return [book.entry.symbol.toString(), ...counts.map((count) => formatCount(count))];
}

/** What the counts mean, of those that are not zero. */
function meaningsOf({ total, unrecordedSlots }: PollSummary): string[] {
  return [
    ...(total.late > 0 ? ['Late: stored, but begun after the tolerance or answered in the next slot.'] : []),
    ...(total.missed > 0
      ? ['Missed: passed while the one before was in hand, or the clock or the machine stood still.']
      : []),
    ...(total.lost > 0
      ? [
          `Lost: ${formatMany(total.lost, 'book')} of those that failed, as the database was away for too long.`,
        ]
      : []),
    ...(unrecordedSlots > 0
      ? [
          `Not recorded: ${formatMany(unrecordedSlots, 'slot')} of those, as the database was away to the end.`,
        ]
      : []),
  ];
}

function summaryLine(summary: PollSummary): string {
  const { books, total } = summary;
  const counts = (['taken', 'late', 'failed', 'missed'] as const).map(
    (name) => `${formatCount(total[name])} ${name}`,
  );
  const what = `${formatMany(books.length, 'book')}, ${formatMany(total.slots, 'slot')}: ${counts.join(', ')}`;
  return lastLine(summary, what);
}

/** The same for machines: stable keys, times as ISO 8601. */
export function pollDocument(summary: PollSummary): unknown {
  return {
    ...summary,
    startedAt: formatTime(summary.startedAt),
    endedAt: formatTime(summary.endedAt),
    books: summary.books.map(({ entry, ...counts }) => ({
      symbol: entry.symbol.toString(),
      symbolId: entry.id,
      ...counts,
    })),
  };
}
