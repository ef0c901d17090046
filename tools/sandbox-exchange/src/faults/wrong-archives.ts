import type { ArchiveFault } from './fault.ts';

/** Spoils the lines of a file of the archive. */
export function spoilLines(lines: readonly string[], kind: ArchiveFault): readonly string[] {
  const middle = Math.floor(lines.length / 2);
  const line = lines[middle] as string;
  switch (kind) {
    case 'archive-row-missing':
      return lines.toSpliced(middle, 1);
    case 'archive-row-short':
      return lines.with(middle, line.split(',').slice(0, -2).join(','));
    case 'archive-row-misaligned':
      return lines.with(middle, line.replace(/^(\d+)\d{3}/, '$1500'));
    case 'archive-row-doubled':
      return lines.toSpliced(middle, 0, line);
    case 'archive-rows-differ':
      return lines.toSpliced(
        middle,
        0,
        line.replace(/\d(?=,[^,]*$)/, (digit) => (digit === '1' ? '2' : '1')),
      );
    default:
      return lines;
  }
}
