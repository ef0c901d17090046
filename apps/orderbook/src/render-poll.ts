import { formatCount, formatElapsed, formatMany, formatTime, type Output } from '@marketloom/cli';
import type { PolledBook, PollProgress, PollSummary } from '@marketloom/ingestion';

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

/** Of more books than this only those that are not as planned are shown. */
const MOST_ROWS = 50;
/** How many of those that failed are explained; `--json` has them all. */
const MOST_REASONS = 20;

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
  const amiss = books.filter(isAmiss);
  const shown = books.length <= MOST_ROWS ? books : amiss.slice(0, MOST_ROWS);
  const hidden = books.length - shown.length;
  const more = hidden > 0 ? [`… ${formatCount(hidden)} more`] : [];
  const table = shown.length > 0 ? [output.table(COLUMNS, shown.map(rowOf)), ...more] : [];
  return [table, reasonsOf(books), meaningsOf(summary), [lastLine(summary)]]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const isAmiss = ({ late, failed, missed }: PolledBook): boolean => late + failed + missed > 0;

function rowOf(book: PolledBook): string[] {
  const { slots, taken, late, failed, missed, stored, duplicate } = book;
  const counts = [slots, taken, late, failed, missed, stored, duplicate];
  return [book.entry.symbol.toString(), ...counts.map((count) => formatCount(count))];
}

function reasonsOf(books: readonly PolledBook[]): string[] {
  const failed = books.filter(({ lastFailure }) => lastFailure !== null);
  if (failed.length === 0) return [];
  const lines = failed
    .slice(0, MOST_REASONS)
    .map(
      ({ entry, lastFailure }) =>
        `  ${entry.symbol.toString()}: ${lastFailure?.kind ?? ''}: ${lastFailure?.message ?? ''}`,
    );
  const more = failed.length - lines.length;
  return ['Last failures:', ...lines, ...(more > 0 ? [`  … ${more} more; --json has them all`] : [])];
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

const STATES = { complete: 'Complete', partial: 'Partly done', failed: 'Failed' } as const;

function lastLine({ outcome, interrupted, books, total, startedAt, endedAt }: PollSummary): string {
  const counts = (['taken', 'late', 'failed', 'missed'] as const).map(
    (name) => `${formatCount(total[name])} ${name}`,
  );
  const what = `${formatMany(books.length, 'book')}, ${formatMany(total.slots, 'slot')}: ${counts.join(', ')}`;
  return `${STATES[outcome]}${interrupted ? ', stopped' : ''}: ${what}; ${formatElapsed(endedAt - startedAt)}.`;
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
