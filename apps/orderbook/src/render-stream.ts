import { formatCount, formatElapsed, formatMany, formatTime, type Output } from '@marketloom/cli';
import type { StreamedBookSummary, StreamState, StreamSummary } from '@marketloom/ingestion';

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

/** Of more books than this only those that are not as planned are shown. */
const MOST_ROWS = 50;
/** How many of those that lack something are explained; `--json` has them all. */
const MOST_REASONS = 20;

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
  const amiss = books.filter(isAmiss);
  const shown = books.length <= MOST_ROWS ? books : amiss.slice(0, MOST_ROWS);
  const hidden = books.length - shown.length;
  const more = hidden > 0 ? [`… ${formatCount(hidden)} more`] : [];
  const table = shown.length > 0 ? [output.table(COLUMNS, shown.map(rowOf)), ...more] : [];
  return [table, reasonsOf(books), notesOf(summary), [lastLine(summary)]]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
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

function reasonsOf(books: readonly StreamedBookSummary[]): string[] {
  const failed = books.filter(({ lastFailure }) => lastFailure !== null);
  if (failed.length === 0) return [];
  const lines = failed
    .slice(0, MOST_REASONS)
    .map(
      ({ entry, lastFailure }) =>
        `  ${entry.symbol.toString()}: ${lastFailure?.kind ?? ''}: ${lastFailure?.message ?? ''}`,
    );
  const more = failed.length - lines.length;
  return ['Without a book, last:', ...lines, ...(more > 0 ? [`  … ${more} more; --json has them all`] : [])];
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

const STATES = { complete: 'Complete', partial: 'Partly done', failed: 'Failed' } as const;

function lastLine({ outcome, interrupted, books, total, startedAt, endedAt }: StreamSummary): string {
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
  return `${STATES[outcome]}${interrupted ? ', stopped' : ''}: ${what}; ${formatElapsed(endedAt - startedAt)}.`;
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
