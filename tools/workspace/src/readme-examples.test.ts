import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type SimulatedExchange, startSimulatedServer } from '@marketloom/adapter-testkit';
import { type SandboxExchange, startSandboxExchange } from '@marketloom/sandbox-exchange';
import { createTestDatabase, type TestDatabase } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const readmes = globSync('{libs,libs/adapters,apps}/*/README.md', { cwd: root }).toSorted();

/** Behind `ts` in the opening fence stand the arguments with which the example is run. */
const examples = readmes.flatMap((readme) =>
  [...readFileSync(join(root, readme), 'utf8').matchAll(/^```ts(?: ([^\n]*))?\n(.*?)^```$/gms)].map(
    (match, index) => ({
      readme,
      number: index + 1,
      args: match[1]?.split(' ') ?? [],
      source: match[2] as string,
    }),
  ),
);

let database: TestDatabase;
let exchange: SandboxExchange;
beforeAll(async () => {
  database = await createTestDatabase();
  exchange = await startSandboxExchange();
});
afterAll(async () => {
  await exchange.close();
  await database.drop();
});

interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program as a file of the package would run, and gives how it ended. */
async function run(source: string, args: readonly string[], cwd: string, url: string): Promise<Run> {
  const child = spawn(
    process.execPath,
    ['--conditions=@marketloom/source', '--input-type=module-typescript', '--no-warnings', '-', ...args],
    {
      cwd,
      stdio: 'pipe',
      env: { ...process.env, DATABASE_URL: database.url, SIMULATED_EXCHANGE_URL: url },
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(source);
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exitCode, stdout, stderr };
}

/** An adapter's own exchange, simulated; null for packages that have none. */
async function simulatedExchange(folder: string): Promise<(AsyncDisposable & { url: string }) | null> {
  const path = join(folder, 'src', 'fixtures', 'simulation.ts');
  if (!existsSync(path)) return null;
  const { simulation } = (await import(path)) as { simulation: SimulatedExchange };
  const listedAt = Date.UTC(2024, 0, 1);
  return startSimulatedServer(simulation, { now: () => Date.now(), listedAt, outages: [] });
}

describe('the examples of the READMEs', () => {
  it('are there for every library', () => {
    const libraries = globSync('{libs,libs/adapters}/*/package.json', { cwd: root }).map((path) =>
      dirname(path),
    );
    const withExample = new Set(examples.map((example) => dirname(example.readme)));
    expect(libraries.filter((library) => !withExample.has(library))).toEqual([]);
  });

  it.each(examples)('$readme, example $number, runs and prints', async ({ readme, source, args }) => {
    const folder = dirname(join(root, readme));
    await using simulated = await simulatedExchange(folder);
    const { exitCode, stdout, stderr } = await run(source, args, folder, simulated?.url ?? exchange.url);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).not.toBe('');
  });
});
