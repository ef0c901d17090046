import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import {
  aggregatesTrack,
  compressionTrack,
  hypertableTrack,
  migrationsFolder,
  plainTrack,
} from './migrations-folder.ts';

const run = promisify(execFile);
const packageFolder = join(import.meta.dirname, '..', '..');

test('the packed package holds all migrations, finds them, and holds no tests', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marketloom-pack-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: packageFolder,
  });
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [{ filename: string }];
  await run('tar', ['-xzf', filename, '-C', '.'], { cwd: folder });

  const unpacked = join(folder, 'package');
  const found = migrationsFolder(join(unpacked, 'dist', 'migrations'));
  expect(found).toBe(join(unpacked, 'migrations'));
  for (const track of [plainTrack, hypertableTrack, compressionTrack, aggregatesTrack]) {
    const files = (await readdir(track(found).folder)).filter((name) => name.endsWith('.sql'));
    expect(files).toEqual((await readdir(track().folder)).filter((name) => name.endsWith('.sql')));
  }
  expect(existsSync(join(unpacked, 'src', 'testing'))).toBe(false);
  expect(existsSync(join(packageFolder, 'migrations'))).toBe(false);
  await rm(folder, { recursive: true });
});

test('without migrations the package says what is wrong', () => {
  expect(() => migrationsFolder(join(tmpdir(), 'nowhere', 'dist', 'migrations'))).toThrow(
    /without its migrations/,
  );
});
