/** A column of a table for people. */
export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly right?: boolean;
  /** Names what the row is about, among the first columns: said again where a table is cut in width. */
  readonly key?: boolean;
}

/** How a table is laid out. */
export interface TableLayout {
  /** How many cells a line has; as many as it takes when left out. */
  readonly width?: number | undefined;
  /** Puts the head in other letters, where the terminal has them. */
  readonly emphasise?: (text: string) => string;
}

const GAP = '  ';

/**
 * A table with aligned columns, two spaces apart, for a terminal and for pipes alike. Where a line has no room for all
 * columns it is cut into several tables below each other, each with the key columns; no line is broken by that.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { width, emphasise = (text) => text }: TableLayout = {},
): string {
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.title), ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const line = (part: readonly number[], cells: readonly string[]): string =>
    part
      .map((index) => pad(cells[index] ?? '', widths[index] ?? 0, columns[index]?.right ?? false))
      .join(GAP)
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  return partsOf(columns, widths, width ?? Number.POSITIVE_INFINITY)
    .map((part) => [emphasise(line(part, titles)), ...rows.map((row) => line(part, row))].join('\n'))
    .join('\n\n');
}

/** Which columns stand side by side: all, or as many as there is room for behind the key columns. */
function partsOf(columns: readonly Column[], widths: readonly number[], width: number): number[][] {
  const taken = (part: readonly number[]): number =>
    part.reduce((sum, index) => sum + (widths[index] ?? 0), GAP.length * (part.length - 1));
  const all = [...columns.keys()];
  const keys = all.filter((index) => columns[index]?.key === true);
  if (taken(all) <= width) return [all];
  const parts: number[][] = [];
  for (const index of all.slice(keys.length)) {
    const last = parts.at(-1);
    if (last === undefined || taken([...last, index]) > width) parts.push([...keys, index]);
    else last.push(index);
  }
  return parts;
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
