import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const readmes = globSync('{libs,libs/adapters,apps}/*/README.md', { cwd: root }).toSorted();

const examples = readmes.flatMap((readme) =>
  [...readFileSync(join(root, readme), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map((match, index) => ({
    readme,
    number: index + 1,
    source: match[1] as string,
  })),
);

/** Runs a program as a file of the package would run, and gives how it ended. */
async function run(
  source: string,
  cwd: string,
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const child = spawn(
    process.execPath,
    ['--conditions=@marketloom/source', '--input-type=module-typescript', '--no-warnings', '-'],
    { cwd, stdio: 'pipe' },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(source);
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exitCode, stdout, stderr };
}

describe('the examples of the READMEs', () => {
  it('are there for every library', () => {
    const libraries = globSync('{libs,libs/adapters}/*/package.json', { cwd: root }).map((path) =>
      dirname(path),
    );
    const withExample = new Set(examples.map((example) => dirname(example.readme)));
    expect(libraries.filter((library) => !withExample.has(library))).toEqual([]);
  });

  it.each(examples)('$readme, example $number, runs and prints', async ({ readme, source }) => {
    const { exitCode, stdout, stderr } = await run(source, dirname(join(root, readme)));
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).not.toBe('');
  });
});
