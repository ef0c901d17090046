import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packagesReport } from '../report/packages-report.ts';
import { importTime } from './import-time.ts';
import { installedSize } from './installed-size.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marketloom-installed-'));
  for (const name of ['plain', '@scoped/one', 'plain/node_modules/nested']) {
    const home = join(folder, 'node_modules', name);
    await mkdir(join(home, 'lib'), { recursive: true });
    await writeFile(join(home, 'package.json'), '{"type":"module","exports":"./lib/index.js"}');
    await writeFile(join(home, 'lib', 'package.json'), '{}');
    await writeFile(join(home, 'lib', 'index.js'), 'export const one = 1;\n');
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('packages, files and bytes below node_modules are counted', async () => {
  expect(await installedSize(join(folder, 'node_modules'))).toEqual({
    packages: 3,
    files: 9,
    bytes: 3 * (44 + 2 + 22),
  });
});

it('an import is timed, and one that fails is an error', async () => {
  expect(await importTime(folder, 'plain')).toBeGreaterThan(0);
  await expect(importTime(folder, 'missing')).rejects.toThrow(/missing/);
});

it('the report shows all, the peer last, and how many times less an adapter takes', () => {
  const ccxt = { name: 'ccxt', packages: 2, files: 5000, bytes: 60_000_000, importMs: [1000, 1100, 1200] };
  const ours = {
    name: '@marketloom/adapter-a',
    packages: 9,
    files: 500,
    bytes: 6_000_000,
    importMs: [90, 110, 100],
  };
  const report = packagesReport(
    { packages: [ours], ccxt, rounds: 3, machine: { cores: 2, cpu: 'CPU', node: 'v24.0.0' } },
    { date: '2026-11-24', command: 'npm run benchmark -- packages' },
  );
  expect(report).toMatch(/\| `@marketloom\/adapter-a` \| +9 \| +500 \| +6\.0 \| +100 \(90–110\) \|/);
  expect(report).toMatch(/\| `ccxt` +\| +2 \| +5 000 \| +60\.0 \| +1 100 \(1 000–1 200\) \|/);
  expect(report).toContain('10 times less room and 11 times less time');
});
