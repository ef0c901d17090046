import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOURCE_CONDITION } from './published-manifest.ts';
import {
  buildPackages,
  packPackages,
  publishedFolders,
  repository,
  type StagedPackage,
  stagePackages,
} from './stage-packages.ts';

let folder: string;
let packages: readonly StagedPackage[];
let tarballs: ReadonlyMap<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marketloom-packed-'));
  await buildPackages();
  packages = await stagePackages(join(folder, 'staged'));
  tarballs = await packPackages(packages, join(folder, 'tarballs'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const stagedAt = (path: string): StagedPackage =>
  packages.find((candidate) => candidate.path === path) as StagedPackage;
const tarballOf = ({ manifest }: StagedPackage): Promise<Buffer> =>
  readFile(tarballs.get(manifest.name) as string);
const isApp = (path: string): boolean => path.startsWith('apps/');

describe.each(publishedFolders())('%s, packed', (path) => {
  it('says what it is, where it comes from, and what it needs', () => {
    const { manifest } = stagedAt(path);
    const home = 'https://github.com/marketloom/marketloom';
    expect(manifest).toMatchObject({
      license: 'MIT',
      type: 'module',
      sideEffects: false,
      engines: { node: '>=22.19' },
      homepage: `${home}/tree/main/${path}#readme`,
      bugs: { url: `${home}/issues` },
      repository: { type: 'git', url: `git+${home}.git`, directory: path },
      publishConfig: { access: 'public' },
      exports: {
        '.': { types: './dist/index.d.ts', default: './dist/index.js' },
        './package.json': './package.json',
      },
    });
    expect(JSON.stringify(manifest['exports'])).not.toContain(SOURCE_CONDITION);
    expect(manifest.scripts).toBeUndefined();
    const own = Object.entries(manifest.dependencies ?? {}).filter(([name]) =>
      name.startsWith('@marketloom/'),
    );
    expect(own.filter(([, range]) => range !== `^${manifest.version}`)).toEqual([]);
  });

  it('holds what is built, its sources, and no test', async () => {
    const { fileNames, manifest } = await contentsOf(stagedAt(path));
    expect(fileNames).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts']),
    );
    for (const bin of Object.values((manifest['bin'] ?? {}) as Record<string, string>)) {
      expect(fileNames).toContain(bin.replace('./', ''));
    }
    expect(Object.keys(manifest['bin'] ?? {})).toHaveLength(isApp(path) ? 1 : 0);
    const unwanted = fileNames.filter((name) =>
      /\.test\.|\/fixtures\/|^src\/testing\/|\.tsbuildinfo$|^node_modules\//.test(name),
    );
    expect(unwanted).toEqual([]);
    const expected = new Set(
      'CHANGELOG.md LICENSE README.md bin dist migrations package.json src'.split(' '),
    );
    expect(fileNames.filter((name) => !expected.has(name.split('/')[0] ?? ''))).toEqual([]);
  });

  it('is in order, by publint', async () => {
    const tarball = await tarballOf(stagedAt(path));
    const { messages, pkg } = await publint({ strict: true, pack: { tarball: arrayBufferOf(tarball) } });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it('has types for ECMAScript modules and for bundlers, by Are the types wrong', async () => {
    const packed = createPackageFromTarballData(new Uint8Array(await tarballOf(stagedAt(path))));
    const analysis = await checkPackage(packed);
    if (!analysis.types) throw new Error('there are no types');
    // Only TypeScript before 4.7 and `require` before Node 22.12 would meet what is left out here.
    const met = analysis.problems.filter((problem) =>
      (['node16-esm', 'bundler'] as const).some((kind) =>
        problemAffectsResolutionKind(problem, kind, analysis),
      ),
    );
    expect(met).toEqual([]);
  });
});

describe('what is packed', () => {
  it('is all that is built to be published', async () => {
    const folders = await readdir(join(repository, 'libs', 'adapters'));
    expect(publishedFolders()).toEqual(
      expect.arrayContaining(folders.map((name) => `libs/adapters/${name}`)),
    );
    expect(tarballs.size).toBe(publishedFolders().length);
    expect(publishedFolders().filter(isApp)).toHaveLength(3);
  });

  it('has the migrations in storage', async () => {
    const { fileNames } = await contentsOf(stagedAt('libs/storage'));
    const migrations = await readdir(join(repository, 'migrations'), { recursive: true });
    const files = migrations.filter((name) => name.endsWith('.sql')).map((name) => `migrations/${name}`);
    expect(fileNames).toEqual(expect.arrayContaining(files));
    expect(files.length).toBeGreaterThan(10);
  });
});

async function contentsOf(staged: StagedPackage) {
  const packed = createPackageFromTarballData(new Uint8Array(await tarballOf(staged)));
  const root = `/node_modules/${staged.manifest.name}/`;
  return {
    manifest: staged.manifest,
    fileNames: packed.listFiles().map((name) => name.replace(root, '')),
  };
}

function arrayBufferOf({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}
