import { readFile, writeFile } from 'node:fs/promises';

const TITLE = '# Benchmarks';
const INTRODUCTION =
  'Each part is written by one command, which leaves the others as they are; [tools/benchmarks](tools/benchmarks/README.md) says how it measures.';

/**
 * Writes a report into a file of several: its title becomes a heading of the second level, and takes the place of the part
 * of that title, or comes last. Other parts stay as they are.
 * @returns the part as it was written
 */
export async function writePart(path: string, report: string): Promise<string> {
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const part = report.trimEnd().replaceAll(/^#/gm, '##');
  await writeFile(path, withPart(before, part));
  return `${part}\n`;
}

/** The text of the file with one part renewed. */
export function withPart(before: string, part: string): string {
  const titleOf = (text: string): string => text.slice(0, text.indexOf('\n'));
  const parts = before
    .split(/^(?=## )/m)
    .slice(1)
    .map((text) => text.trimEnd());
  const index = parts.findIndex((text) => titleOf(text) === titleOf(part));
  if (index < 0) parts.push(part);
  else parts[index] = part;
  return `${[TITLE, INTRODUCTION, ...parts].join('\n\n')}\n`;
}
