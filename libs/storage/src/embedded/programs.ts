import { chmod, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { canEnter } from './can-enter.ts';
import { copyProgramFolder } from './copy-program-folder.ts';
import { findNativePackage, type NativePackage } from './native-package.ts';
import type { ServerUser } from './server-user.ts';
import { sharedFolder } from './shared-folder.ts';

/** PostgreSQL's programs, ready to be run by the server's user. */
export interface Programs {
  readonly initdb: string;
  readonly pgCtl: string;
  /** The first number of PostgreSQL's version: `18`. */
  readonly major: string;
}

/** One link that an install script would have made: paths below the package's folder. */
interface PackedLink {
  readonly source: string;
  readonly target: string;
}

/**
 * Makes the programs of the platform's package ready. Where install scripts were blocked, the links between its
 * libraries are made now; where that cannot be, or the server's user cannot get there (a project below a private home
 * folder), a copy is kept in a folder of ours that all can pass through.
 * @throws {EmbeddedServerError} when there are no programs for this machine
 */
export async function preparePrograms(
  user: ServerUser | null,
  native: NativePackage = findNativePackage(),
): Promise<Programs> {
  const inPlace = (await canEnter(native.folder, user)) && (await completeInPlace(native.folder));
  const folder = inPlace ? native.folder : await keepCopy(native, user);
  const program = (name: string): string =>
    join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    major: native.version.split('.', 1)[0] ?? '',
  };
}

async function completeInPlace(folder: string): Promise<boolean> {
  try {
    await makeLinks(folder);
    await makeExecutable(folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
    throw error;
  }
}

async function keepCopy(native: NativePackage, user: ServerUser | null): Promise<string> {
  const shared = await sharedFolder(['/var/tmp', tmpdir()], user);
  const folder = join(shared, `postgresql-${native.version}-${native.platform}`);
  await copyProgramFolder(native.folder, folder);
  await makeLinks(folder);
  return folder;
}

/** Does what the package's install script does. Links that are there stay. */
async function makeLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as PackedLink[]) {
    const link = join(dirname(folder), replaceRoot(target, folder));
    const to = relative(dirname(target), source);
    if (await exists(link)) continue;
    await mkdir(dirname(link), { recursive: true });
    await symlink(to, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** `native/lib/x` becomes `<name of the folder>/lib/x`. */
function replaceRoot(path: string, folder: string): string {
  return path.replace(/^native(?=\/)/, relative(dirname(folder), folder));
}

async function makeExecutable(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  for (const name of ['initdb', 'pg_ctl', 'postgres']) {
    const file = join(folder, 'bin', name);
    const { mode } = await stat(file);
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
