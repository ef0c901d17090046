import { execFile } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Manifest, publishedManifest } from './published-manifest.ts';

const run = promisify(execFile);

/** The root of the repository. */
export const repository = join(import.meta.dirname, '..', '..', '..', '..');

/** A package as it is published. */
export interface StagedPackage {
  /** From the root of the repository: `libs/adapters/binance`. */
  readonly path: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The folders of all packages that are published, from the root of the repository. */
export function publishedFolders(): readonly string[] {
  return globSync('{libs,libs/adapters,apps}/*/package.json', { cwd: repository })
    .map((file) => dirname(file))
    .toSorted();
}

/** Builds all packages: what is up to date is left alone. */
export async function buildPackages(): Promise<void> {
  const projects = publishedFolders().map((folder) => join(folder, 'tsconfig.build.json'));
  const compiler = join(repository, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
  await run(process.execPath, [compiler, '-b', ...projects], { cwd: repository });
}

/**
 * Copies every package, built before, into a folder, with the manifest that users get. Nothing in the repository is
 * touched, so that all else may go on meanwhile.
 */
export async function stagePackages(target: string): Promise<readonly StagedPackage[]> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(join(repository, 'migrations'), join(target, 'migrations'), { recursive: true });
  return Promise.all(publishedFolders().map((path) => stagePackage(path, join(target, path))));
}

async function stagePackage(path: string, folder: string): Promise<StagedPackage> {
  await cp(join(repository, path), folder, {
    recursive: true,
    filter: (source) => basename(source) !== 'node_modules',
  });
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  if (manifest.scripts?.['prepack'] !== undefined) {
    await run('npm', ['run', '--silent', 'prepack'], { cwd: folder });
  }
  const published = publishedManifest(manifest);
  writeFileSync(file, `${JSON.stringify(published, null, 2)}\n`);
  return { path, folder, manifest: published };
}

/** Packs staged packages as npm publishes them, and gives each package's tarball by its name. */
export async function packPackages(
  packages: readonly StagedPackage[],
  target: string,
): Promise<ReadonlyMap<string, string>> {
  await mkdir(target, { recursive: true });
  const folders = packages.map(({ folder }) => folder);
  await run('npm', ['pack', '--silent', '--pack-destination', target, ...folders]);
  const tarballs = new Set(await readdir(target));
  return new Map(
    packages.map(({ manifest: { name, version } }) => {
      const file = `${name.slice(1).replace('/', '-')}-${version}.tgz`;
      if (!tarballs.has(file)) throw new Error(`npm packed no ${file}`);
      return [name, join(target, file)] as const;
    }),
  );
}
