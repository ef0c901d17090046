import { globSync, readFileSync, realpathSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type SandboxExchange, startSandboxExchange } from '@marketloom/sandbox-exchange';
import { createTestDatabase, type TestDatabase } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPILERS, installOutside, outsideNode, type Run, runOutside } from './outside-project.ts';
import {
  folderOf,
  layReadmes,
  readmeCommands,
  readmeExamples,
  readmePackages,
  simulatedExchange,
} from './outside-readmes.ts';
import { servePackages } from './package-registry.ts';
import {
  buildPackages,
  packPackages,
  publishedFolders,
  repository,
  stagePackages,
} from './stage-packages.ts';

const names = publishedFolders().map((path) => {
  const manifest = readFileSync(join(repository, path, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly name: string }).name;
});
const examples = globSync('examples/*/package.json', { cwd: repository })
  .map((file) => basename(join(file, '..')))
  .toSorted();

let folder: string;
let outside: string;
let readmes: string;
let sandbox: SandboxExchange;
let database: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marketloom-outside-'));
  outside = join(folder, 'project');
  readmes = join(folder, 'readmes');
  await buildPackages();
  const packages = await stagePackages(join(folder, 'staged'));
  const tarballs = await packPackages(packages, join(folder, 'tarballs'));
  await using registry = await servePackages(packages, tarballs);
  await installOutside(outside, registry, [...new Set([...names, ...readmePackages])]);
  await layReadmes(readmes, outside);
  sandbox = await startSandboxExchange();
  database = await createTestDatabase();
}, 300_000);
afterAll(async () => {
  await database?.drop();
  await sandbox?.close();
  await rm(folder, { recursive: true, force: true });
});

const node = (cwd: string, ...args: string[]): Promise<Run> => runOutside(cwd, [outsideNode, ...args]);

/** The environment in which the apps ask the sandbox instead of Binance. */
const appEnvironment = (url: string): Readonly<Record<string, string>> => ({
  DATABASE_URL: url,
  MARKETLOOM_BINANCE_SPOT_URL: sandbox.url,
  MARKETLOOM_BINANCE_USDM_URL: sandbox.url,
  MARKETLOOM_BINANCE_COINM_URL: sandbox.url,
});

/** All packages as a strict program sees them, the examples, and those of the READMEs. */
async function compile(compiler: string, resolution: 'nodenext' | 'bundler'): Promise<Run> {
  const lines = (line: (name: string, index: number) => string): string => names.map(line).join('\n');
  await writeFile(
    join(outside, 'all.ts'),
    lines((name, index) => `export * as p${index} from '${name}';`),
  );
  await writeFile(
    join(outside, 'all.cts'),
    lines((name, index) => `import p${index} = require('${name}');\nconsole.log(p${index});`),
  );
  const isNode = resolution === 'nodenext';
  const project = join(outside, `tsconfig.${resolution}.json`);
  await writeFile(
    project,
    JSON.stringify({
      compilerOptions: {
        target: 'es2024',
        module: isNode ? 'nodenext' : 'esnext',
        moduleResolution: resolution,
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        allowImportingTsExtensions: true,
        noEmit: true,
      },
      files: isNode ? ['all.ts', 'all.cts'] : ['all.ts'],
      include: ['examples/*/main.ts', 'examples/*/adapter/src', join(readmes, '**', '*.mts')],
    }),
  );
  return node(outside, join('node_modules', compiler, 'bin', 'tsc'), '-p', project);
}

const succeeded = { code: 0, stderr: '' };

describe('from outside, the packages', () => {
  it('lie in the project: no link leads into this repository', () => {
    const inside = realpathSync(join(outside, 'node_modules'));
    for (const name of names) expect(realpathSync(join(inside, name))).toBe(join(inside, name));
  });

  it('are found by import and by require, and give the same', async () => {
    await writeFile(
      join(outside, 'all.cjs'),
      `const names = ${JSON.stringify(names)};
       Promise.all(names.map((name) => import(name))).then((imported) => {
         for (const [index, name] of names.entries()) {
           const required = require(name);
           for (const key of Object.keys(imported[index])) {
             if (required[key] !== imported[index][key]) throw new Error(name + ' differs in ' + key);
           }
           console.log(name, Object.keys(required).length > 0);
         }
       });`,
    );
    const run = await node(outside, 'all.cjs');
    expect(run).toMatchObject(succeeded);
    expect(run.stdout.trim().split('\n')).toEqual(names.map((name) => `${name} true`));
  });

  it('have no await that would keep require from loading them', async () => {
    const loaded = names.map((name) => `require(${JSON.stringify(name)});`).join('\n');
    await writeFile(join(outside, 'require.cjs'), loaded);
    expect(await node(outside, 'require.cjs')).toMatchObject(succeeded);
  });

  it.each(Object.keys(COMPILERS))(
    'compile strictly under %s, their own types checked too',
    async (compiler) => {
      expect(await compile(compiler, 'nodenext')).toEqual({ ...succeeded, stdout: '' });
    },
  );

  it('compile for bundlers', async () => {
    expect(await compile('typescript-7.0', 'bundler')).toEqual({ ...succeeded, stdout: '' });
  });
});

describe('the examples', () => {
  const environment = () => ({ SANDBOX_URL: sandbox.url, DATABASE_URL: database.url, CHANGES: '3' });
  const expected: Readonly<Record<string, RegExp>> = {
    'fetch-klines': /^(?:\S+Z(?: [\d.]+){5}\n){60}60 candles\n$/,
    'fill-database':
      /^catalogue: \d+ added, 0 unchanged\n(?:\S+: 1440 stored, 0 were settled before, 0 ranges unresolved\n){2}(?:\S+ \S+Z [\d.]+\n){48}$/,
    'live-book': /^(?:\d+: [\d.]+ at [\d.]+ \| [\d.]+ at [\d.]+\n){3}$/,
    'third-party-adapter':
      /^Binance\.US lists \d+ pairs.*\n(?:\S+Z [\d.]+\n){6}best bid [\d.]+ best ask [\d.]+\n$/,
  };

  it('are four', () => expect(examples).toEqual(Object.keys(expected)));

  it.each(examples)('%s imports what it declares, and nothing else', (example) => {
    for (const manifestFile of globSync('{package.json,adapter/package.json}', {
      cwd: join(repository, 'examples', example),
    })) {
      const home = join(repository, 'examples', example, manifestFile, '..');
      const sources = globSync('{main.ts,src/*.ts}', { cwd: home });
      const text = sources.map((file) => readFileSync(join(home, file), 'utf8')).join('\n');
      const specifiers = [...text.matchAll(/(?:from|adapter:) '([^.][^']*)'/g)].map(([, name]) => name);
      const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
        readonly dependencies: Readonly<Record<string, string>>;
      };
      expect(new Set(specifiers)).toEqual(new Set(Object.keys(dependencies)));
    }
  });

  it.each(examples)('%s compiles by itself, and runs', async (example) => {
    const home = join(outside, 'examples', example);
    const npm = (...args: string[]): Promise<Run> =>
      runOutside(home, ['npm', '--silent', ...args], environment());
    expect(await npm('run', 'check')).toEqual({ ...succeeded, stdout: '' });
    const run = await npm('start');
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(expected[example] as RegExp);
    expect(run.code).toBe(0);
  });
});

describe('the READMEs', () => {
  it.each(readmeExamples)('$readme: node $command.file does what is written', async (example) => {
    const { command, prints, readme } = example;
    await using simulated = await simulatedExchange(readme);
    const environment = {
      DATABASE_URL: database.url,
      SIMULATED_EXCHANGE_URL: simulated?.url ?? sandbox.url,
    };
    const program = [outsideNode, command.file, ...command.args] as const;
    const { code, stdout, stderr } = await runOutside(folderOf(readmes, example), program, environment);
    expect(code, stderr).toBe(0);
    expect(stdout).not.toBe('');
    // Where the README shows what it prints, just that.
    expect(stdout).toBe(prints ?? stdout);
  });

  it.each(readmeCommands)('$readme: its commands work one after another', async (...commands) => {
    const fresh = await createTestDatabase();
    try {
      const environment = { ...appEnvironment(fresh.url), npm_config_offline: 'true' };
      for (const { line, readme } of commands) {
        const run = await runOutside(folderOf(readmes, { readme }), ['sh', '-c', line], environment);
        expect(run.code, `${line}: ${run.stderr}`).toBe(0);
        expect(run.stdout, line).not.toBe('');
      }
    } finally {
      await fresh.drop();
    }
  });
});

describe('the installed commands', () => {
  it.each(['symbols', 'klines', 'orderbook'])('marketloom-%s explains itself', async (app) => {
    const run = await runOutside(outside, ['npx', '--no', '--', `marketloom-${app}`, '--help']);
    expect(run).toMatchObject(succeeded);
    expect(run.stdout).toContain(`Usage: marketloom-${app} <command> [flags]`);
  });

  it('fill a database', async () => {
    const fresh = await createTestDatabase();
    try {
      const environment = appEnvironment(fresh.url);
      const type = (app: string, ...args: string[]): Promise<Run> =>
        runOutside(outside, ['npx', '--no', '--', `marketloom-${app}`, ...args, '--json'], environment);
      const synced = await type('symbols', 'sync', '--exchange', 'binance');
      expect(synced.code, synced.stderr).toBe(0);
      const range = '--start 2024-01-01T00:00 --end 2024-01-01T03:00';
      const asked = `--exchange binance --symbols BTC-USDT-SPOT --interval 1m ${range}`.split(' ');
      const ingested = await type('klines', 'ingest', ...asked);
      expect(ingested.code, ingested.stderr).toBe(0);
      const { series } = JSON.parse(ingested.stdout) as { readonly series: readonly { inserted: number }[] };
      expect(series.map(({ inserted }) => inserted)).toEqual([180]);
      const shown = await type('klines', 'status');
      expect(JSON.parse(shown.stdout)).toBeTruthy();
    } finally {
      await fresh.drop();
    }
  });
});
