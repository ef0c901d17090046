/** A column of a table for people. */
export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly right?: boolean;
}

/**
 * A table with aligned columns, two spaces apart, for a terminal and for pipes alike. Never wraps.
 * @param emphasise puts the head in other letters, where the terminal has them
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  emphasise: (text: string) => string = (text) => text,
): string {
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.title), ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ right }, index) => pad(cells[index] ?? '', widths[index] ?? 0, right ?? false))
      .join('  ')
      .trimEnd();
  const head = emphasise(line(columns.map((column) => column.title)));
  return [head, ...rows.map(line)].join('\n');
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? space + text : text + space;
}

/** How many cells a text takes: East Asian letters, which some symbols have, take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text)
    width +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u.test(
        letter,
      )
        ? 2
        : 1;
  return width;
}
