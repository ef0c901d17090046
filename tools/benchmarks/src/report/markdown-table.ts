/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Figures stand on the right. */
  readonly right?: boolean;
}

/** A table in Markdown, padded as the formatter of this repository pads it. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(3, title.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => pad(cell, widths[index] as number, columns[index]?.right)).join(' | ')} |`;
  const rule = columns.map(({ right }, index) =>
    right ? `${'-'.repeat((widths[index] as number) - 1)}:` : '-'.repeat(widths[index] as number),
  );
  return [line(columns.map(({ title }) => title)), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

function pad(cell: string, width: number, right = false): string {
  return right ? cell.padStart(width) : cell.padEnd(width);
}
