import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePart } from './benchmark-file.ts';

it('keeps the other parts of the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marketloom-report-'));
  const file = join(folder, 'BENCHMARKS.md');
  expect(await writePart(file, '# One\n\nfirst\n\n## Table\n\n| #a |\n')).toBe(
    '## One\n\nfirst\n\n### Table\n\n| #a |\n',
  );
  await writePart(file, '# Two\n\nsecond\n');
  await writePart(file, '# One\n\nagain\n\n## Other table\n');
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(/^# Benchmarks\n\n.*\n\n## One\n\nagain\n\n### Other table\n\n## Two\n\nsecond\n$/);
  await rm(folder, { recursive: true });
});
