import { formatCount, formatElapsed, type Output } from '@marketloom/cli';
import type { PolledBook, PollSummary } from '@marketloom/ingestion';

type Columns = Parameters<Output['table']>[0];

/** Of more books than this only those that are not as planned are shown. */
const MOST_ROWS = 50;
/** How many of those that lack something are explained; `--json` has them all. */
const MOST_REASONS = 20;

/** The books of a run as a table; those that are not as planned alone, where there are too many. */
export function tableOfBooks<Book>(
  books: readonly Book[],
  output: Output,
  {
    columns,
    isAmiss,
    rowOf,
  }: { columns: Columns; isAmiss: (book: Book) => boolean; rowOf: (book: Book) => string[] },
): string[] {
  const shown = books.length <= MOST_ROWS ? books : books.filter((book) => isAmiss(book)).slice(0, MOST_ROWS);
  const hidden = books.length - shown.length;
  const more = hidden > 0 ? [`… ${formatCount(hidden)} more`] : [];
  return shown.length > 0
    ? [
        output.table(
          columns,
          shown.map((book) => rowOf(book)),
        ),
        ...more,
      ]
    : [];
}

/** Why books failed last, below a title; nothing where none did. */
export function reasonsOf(
  title: string,
  books: readonly Pick<PolledBook, 'entry' | 'lastFailure'>[],
): string[] {
  const lines = books.flatMap(({ entry, lastFailure }) =>
    lastFailure === null ? [] : [`  ${entry.symbol.toString()}: ${lastFailure.kind}: ${lastFailure.message}`],
  );
  if (lines.length === 0) return [];
  const more = lines.length - MOST_REASONS;
  return [
    title,
    ...lines.slice(0, MOST_REASONS),
    ...(more > 0 ? [`  … ${more} more; --json has them all`] : []),
  ];
}

/** Paragraphs with an empty line between them; those without a line are left out. */
export function paragraphs(...all: readonly string[][]): string {
  return all
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const STATES = { complete: 'Complete', partial: 'Partly done', failed: 'Failed' } as const;

/** How a run ended, and what it did, in one line. */
export function lastLine(
  {
    outcome,
    interrupted,
    startedAt,
    endedAt,
  }: Pick<PollSummary, 'outcome' | 'interrupted' | 'startedAt' | 'endedAt'>,
  what: string,
): string {
  return `${STATES[outcome]}${interrupted ? ', stopped' : ''}: ${what}; ${formatElapsed(endedAt - startedAt)}.`;
}
