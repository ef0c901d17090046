import { formatCount, formatElapsed, formatMany, formatTime, type Output } from '@marketloom/cli';
import type { StreamedBookSummary, StreamState, StreamSummary } from '@marketloom/ingestion';
import { lastLine, paragraphs, reasonsOf, tableOfBooks } from './render-run.ts';

const COLUMNS = [
  { title: 'symbol', key: true },
  { title: 'slots', right: true },
  { title: 'stored', right: true },
  { title: 'duplicate', right: true },
  { title: 'late', right: true },
  { title: 'refused', right: true },
  { title: 'lost', right: true },
  { title: 'missed', right: true },
  { title: 'gaps', right: true },
  { title: 'longest', right: true },
  { title: 'updates', right: true },
];

/** How a run goes on, in one line. */
export function describeState(state: StreamState | null): string {
  if (state === null) return 'waiting for the first slot';
  const { live, broken, waiting, total, gaps, updates, unwritten, away } = state;
  const books = [
    `${formatCount(live)} live`,
    ...(broken > 0 ? [`${formatCount(broken)} broken`] : []),
    ...(waiting > 0 ? [`${formatCount(waiting)} not yet`] : []),
  ].join(', ');
  const counts = [
    `${formatCount(total.stored)} stored`,
    `${formatCount(total.duplicate)} duplicate`,
    ...(total.refused > 0 ? [`${formatCount(total.refused)} refused`] : []),
    ...(total.lost > 0 ? [`${formatCount(total.lost)} lost`] : []),
    `${formatCount(total.missed)} missed`,
  ].join(', ');
  const waits = unwritten === 0 ? '' : `; ${formatMany(unwritten, 'book')} wait`;
  const why = away === null ? '' : ' for the database, which is away';
  return `${books}; ${counts}; ${formatMany(gaps, 'gap')}, ${formatMany(updates, 'update')}${waits}${why}`;
}

/** What became of the slots and the streams, for people. */
export function renderStream(summary: StreamSummary, output: Output): string {
  const { books } = summary;
  const table = tableOfBooks(books, output, { columns: COLUMNS, isAmiss, rowOf });
  return paragraphs(table, reasonsOf('Without a book, last:', books), notesOf(summary), [
    summaryLine(summary),
  ]);
}

function isAmiss({ late, refused, lost, missed, gaps, wasWhole }: StreamedBookSummary): boolean {
  return late + refused + lost + missed + gaps > 0 || !wasWhole;
}

function rowOf(book: StreamedBookSummary): string[] {
  const { slots, stored, duplicate, late, refused, lost, missed, gaps } = book;
  const counts = [slots, stored, duplicate, late, refused, lost, missed, gaps];
  return [
    book.entry.symbol.toString(),
    ...counts.map((count) => formatCount(count)),
    gaps === 0 ? '-' : formatElapsed(book.longestGapMs),
    formatCount(book.updates),
  ];
}

/** What the counts do not say, or what they mean, where they are not zero. */
function notesOf(summary: StreamSummary): string[] {
  const { total, failure, unrecordedSlots, unrecordedGaps } = summary;
  const openGaps = summary.books.filter(({ openGap }) => openGap !== null).length;
  const unrecorded = `${formatMany(unrecordedSlots, 'slot')} and ${formatMany(unrecordedGaps, 'gap')}`;
  return [
    ...(failure === null ? [] : [`Ended before its time: ${failure.kind}: ${failure.message}`]),
    ...(total.missed > 0 ? ['Missed: the book was broken, or the process or the machine stood still.'] : []),
    ...(total.lost > 0 ? ['Lost: the database was away for longer than there was room to wait.'] : []),
    ...(openGaps > 0 ? [`Still broken at the end: ${formatMany(openGaps, 'book')}.`] : []),
    ...(unrecordedSlots + unrecordedGaps > 0
      ? [`Not recorded: ${unrecorded}, as the database was away to the end.`]
      : []),
  ];
}

function summaryLine(summary: StreamSummary): string {
  const { books, total } = summary;
  const sum = (pick: (book: StreamedBookSummary) => number): number =>
    books.reduce((all, book) => all + pick(book), 0);
  const gaps = formatMany(
    sum((book) => book.gaps),
    'gap',
  );
  const updates = formatMany(
    sum((book) => book.updates),
    'update',
  );
  const slots = `${formatMany(total.slots, 'slot')}, ${formatCount(total.stored)} stored`;
  const what = `${formatMany(books.length, 'book')}, ${slots}, ${gaps}, ${updates}`;
  return lastLine(summary, what);
}

/** The same for machines: stable keys, times as ISO 8601, update ids as text. */
export function streamDocument(summary: StreamSummary): unknown {
  return {
    ...summary,
    startedAt: formatTime(summary.startedAt),
    endedAt: formatTime(summary.endedAt),
    books: summary.books.map(({ entry, openGap, ...counts }) => ({
      symbol: entry.symbol.toString(),
      symbolId: entry.id,
      ...counts,
      openGap:
        openGap === null
          ? null
          : {
              reason: openGap.reason,
              message: openGap.message,
              brokenAt: formatTime(openGap.brokenAt),
              lastUpdateId: openGap.lastUpdateId,
              nextUpdateId: openGap.nextUpdateId,
            },
    })),
  };
}
