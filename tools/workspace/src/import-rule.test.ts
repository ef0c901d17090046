import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'marketloom-import-rule-'));
  cpSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the linter, under this repository's rules, says of one file at a place in the tree. */
function lint(path: string, source: string): { exitCode: number | null; output: string } {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const run = spawnSync(process.execPath, [oxlint, path], { cwd: folder, encoding: 'utf8' });
  rmSync(file);
  return { exitCode: run.status, output: run.stdout + run.stderr };
}

const uses = (specifier: string): string => `import { thing } from '${specifier}';\nthing();\n`;

describe('the import rule', () => {
  it.each([
    ['libs/symbol/src/a.ts', '@marketloom/exchange'],
    ['libs/exchange/src/a.ts', '@marketloom/transport'],
    ['libs/transport/src/a.ts', '@marketloom/symbol'],
    ['libs/transport/src/a.ts', '@marketloom/storage'],
    ['libs/adapters/kraken/src/a.ts', '@marketloom/adapter-binance'],
    ['libs/adapters/kraken/src/a.ts', '@marketloom/storage'],
    ['libs/adapters/kraken/src/a.ts', '@marketloom/adapter-testkit'],
    ['libs/adapter-kit/src/a.ts', '@marketloom/adapter-testkit'],
    ['libs/transport/src/a.ts', '@marketloom/adapter-kit'],
    ['libs/adapter-kit/src/a.ts', 'undici'],
    ['libs/storage/src/a.ts', '@marketloom/transport'],
    ['libs/storage/src/a.ts', '@marketloom/ingestion'],
    ['libs/ingestion/src/a.ts', '@marketloom/cli'],
    ['libs/cli/src/a.ts', '@marketloom/klines'],
    ['apps/klines/src/a.ts', '@marketloom/adapter-binance'],
    ['libs/storage/src/a.ts', '@marketloom/exchange/src/interval.ts'],
    ['libs/adapters/kraken/src/a.ts', 'undici'],
    ['libs/adapters/kraken/src/a.ts', 'ws'],
    ['libs/storage/src/a.ts', 'ws'],
    ['libs/ingestion/src/a.ts', 'pg'],
    ['libs/cli/src/a.ts', 'pg'],
  ])('refuses in %s the import of %s', (path, specifier) => {
    const { exitCode, output } = lint(path, uses(specifier));
    expect(output).toContain('no-restricted-imports');
    expect(exitCode).toBe(1);
  });

  it.each([
    ['libs/exchange/src/a.ts', '@marketloom/symbol'],
    ['libs/transport/src/a.ts', '@marketloom/exchange'],
    ['libs/transport/src/a.ts', 'undici'],
    ['libs/transport/src/a.ts', 'ws'],
    ['libs/adapters/kraken/src/a.ts', '@marketloom/transport'],
    ['libs/adapters/kraken/src/a.ts', '@marketloom/adapter-kit'],
    ['libs/adapters/kraken/src/fixtures/a.ts', '@marketloom/adapter-testkit'],
    ['libs/adapter-testkit/src/a.ts', '@marketloom/adapter-kit'],
    ['libs/storage/src/a.ts', 'pg'],
    ['libs/ingestion/src/a.ts', '@marketloom/storage'],
    ['libs/cli/src/a.ts', '@marketloom/ingestion'],
    ['apps/klines/src/a.ts', '@marketloom/cli'],
  ])('allows in %s the import of %s', (path, specifier) => {
    expect(lint(path, uses(specifier))).toMatchObject({ exitCode: 0 });
  });

  it('refuses a dynamic import as it does a static one', () => {
    const { exitCode } = lint('libs/storage/src/a.ts', "await import('@marketloom/cli');\n");
    expect(exitCode).toBe(1);
  });

  it.each(['env', 'argv'])('keeps process.%s to cli', (property) => {
    const source = `globalThis.console.log(process.${property});\n`;
    expect(lint('libs/transport/src/a.ts', source).output).toContain('no-restricted-properties');
    expect(lint('apps/klines/src/a.ts', source).exitCode).toBe(1);
    expect(lint('libs/cli/src/a.ts', source)).toMatchObject({ exitCode: 0 });
  });
});
