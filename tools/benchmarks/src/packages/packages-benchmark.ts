import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildPackages,
  installFrom,
  packPackages,
  servePackages,
  stagePackages,
} from '@marketloom/workspace';
import { importTime } from './import-time.ts';
import { type InstalledSize, installedSize } from './installed-size.ts';

/** How packages are measured. */
export interface PackagesBenchmarkOptions {
  /** How often each is imported. */
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** What one package takes, with all that it depends on. */
export interface MeasuredPackage extends InstalledSize {
  readonly name: string;
  /** How long a fresh process takes to import it, in ms; one value a round. */
  readonly importMs: readonly number[];
}

/** What was measured, and on what. */
export interface PackagesBenchmark {
  readonly packages: readonly MeasuredPackage[];
  readonly ccxt: MeasuredPackage;
  readonly rounds: number;
  readonly machine: { readonly cores: number; readonly cpu: string; readonly node: string };
}

/** Installs every adapter and ccxt as a user would, each into an empty folder, and imports them in turns. */
export async function benchmarkPackages({
  rounds,
  signal,
  say,
}: PackagesBenchmarkOptions): Promise<PackagesBenchmark> {
  await using cleanUp = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'marketloom-benchmark-packages-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  await buildPackages();
  const staged = await stagePackages(join(folder, 'staged'));
  const registry = cleanUp.use(
    await servePackages(staged, await packPackages(staged, join(folder, 'tarballs'))),
  );
  const adapters = staged.filter(({ path }) => path.startsWith('libs/adapters/'));
  const wanted: Readonly<Record<string, string>> = {
    ...Object.fromEntries(adapters.map(({ manifest: { name, version } }) => [name, version])),
    ccxt: await peerVersion(),
  };
  const measured = new Map<string, InstalledSize & { readonly home: string; readonly importMs: number[] }>();
  for (const [name, version] of Object.entries(wanted)) {
    signal.throwIfAborted();
    say(`installing ${name}`);
    const home = join(folder, 'installed', name);
    await installFrom(registry, home, { private: true, dependencies: { [name]: version } });
    measured.set(name, { home, importMs: [], ...(await installedSize(join(home, 'node_modules'))) });
    // The first import reads files that the page cache does not hold yet.
    await importTime(home, name);
  }
  for (let round = 1; round <= rounds; round += 1) {
    say(`imports: round ${round} of ${rounds}`);
    for (const [name, { home, importMs }] of measured) {
      signal.throwIfAborted();
      importMs.push(await importTime(home, name));
    }
  }
  const all = [...measured].map(([name, { importMs, packages, files, bytes }]) => ({
    name,
    importMs,
    packages,
    files,
    bytes,
  }));
  return {
    packages: all.filter(({ name }) => name !== 'ccxt'),
    ccxt: all.at(-1) as MeasuredPackage,
    rounds,
    machine: { cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown', node: process.version },
  };
}

/** The version of ccxt that the other benchmarks run against. */
async function peerVersion(): Promise<string> {
  const manifest = new URL('../package.json', import.meta.resolve('ccxt'));
  return (JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string }).version;
}
