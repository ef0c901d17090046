import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PackageRegistry } from './package-registry.ts';
import { repository } from './stage-packages.ts';

/** The compilers that users may have, by the name under which they are installed. */
export const COMPILERS = {
  'typescript-5.9': 'npm:typescript@~5.9.0',
  'typescript-6.0': 'npm:typescript@~6.0.0',
  'typescript-7.0': 'npm:typescript@~7.0.0',
} as const;

/** The Node that runs what is installed: the one that `MARKETLOOM_OUTSIDE_NODE` names, else ours. */
export const outsideNode = process.env['MARKETLOOM_OUTSIDE_NODE'] || process.execPath;

/** How a program ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Makes a project that knows nothing of this repository: the examples, every package, and the compilers, installed by npm
 * from a registry. One project has them all, so that they are installed once.
 */
export async function installOutside(
  folder: string,
  registry: PackageRegistry,
  packages: readonly string[],
): Promise<void> {
  await cp(join(repository, 'examples'), join(folder, 'examples'), {
    recursive: true,
    filter: (source) => !/\/(?:node_modules|dist|\.marketloom)$|\.tsbuildinfo$/.test(source),
  });
  const manifest = {
    name: 'outside',
    private: true,
    type: 'module',
    workspaces: ['examples/*'],
    dependencies: Object.fromEntries(packages.map((name) => [name, '*'])),
    devDependencies: { '@types/node': '^24.0.0', ...COMPILERS },
  };
  await installFrom(registry, folder, manifest);
}

/** Installs, by npm, what a manifest names into a folder: our packages from a registry on loopback, all else as ever. */
export async function installFrom(
  registry: PackageRegistry,
  folder: string,
  manifest: Readonly<Record<string, unknown>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, '.npmrc'), `@marketloom:registry=${registry.url}\n`);
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
  await promisify(execFile)('npm', install, { cwd: folder, env: outsideEnvironment(), timeout: 300_000 });
}

/**
 * Makes a folder in which nothing is installed but the packages that are named, and their commands: links into a project
 * that has all. What these depend on cannot be imported there, as under a package manager that is strict about it.
 */
export async function installOnly(
  folder: string,
  project: string,
  packages: readonly string[],
): Promise<void> {
  await mkdir(join(folder, 'node_modules', '.bin'), { recursive: true });
  const link = async (...path: string[]): Promise<void> => {
    const place = join(folder, 'node_modules', ...path);
    await mkdir(dirname(place), { recursive: true });
    await symlink(join(project, 'node_modules', ...path), place);
  };
  for (const name of packages) {
    await link(name);
    const manifest = await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8');
    const { bin = {} } = JSON.parse(manifest) as { readonly bin?: Readonly<Record<string, string>> };
    for (const command of Object.keys(bin)) await link('.bin', command);
  }
  const dependencies = Object.fromEntries(packages.map((name) => [name, '*']));
  // As npm writes it in an empty folder: there is no word of modules.
  await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies }));
}

/** Runs a program of the project in a process of its own, which knows nothing of the tests. */
export function runOutside(
  cwd: string,
  command: readonly [program: string, ...args: string[]],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: { ...outsideEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The environment without what a script of npm or a run of tests sets for itself, databases and addresses of exchanges. */
function outsideEnvironment(): NodeJS.ProcessEnv {
  const inside =
    /^(?:npm_(?:lifecycle|package|command|config_local_prefix)|VITEST|MARKETLOOM_|NODE_(?:OPTIONS|ENV)$|DATABASE_URL$)/;
  const kept = Object.entries(process.env).filter(([name]) => !inside.test(name));
  const path = [dirname(outsideNode), process.env['PATH']].join(delimiter);
  return { ...Object.fromEntries(kept), PATH: path };
}
