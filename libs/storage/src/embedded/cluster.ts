import { chmod, mkdir, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedServerError } from '../errors/embedded-server-error.ts';
import { canEnter } from './can-enter.ts';
import { makeClusterElsewhere, removeElsewhere } from './cluster-elsewhere.ts';
import { makeCluster, PASSWORD_FILE } from './make-cluster.ts';
import type { Programs } from './programs.ts';
import type { ServerUser } from './server-user.ts';

/** The files of one server. */
export interface Cluster {
  /** Where they are, links followed. */
  readonly data: string;
  readonly password: string;
  /** Who runs the server: the owner of the files; null for ourselves. */
  readonly user: ServerUser | null;
}

/** What an interrupted set-up leaves behind is removed when it is older than this, in ms. */
const abandonedAfterMs = 3_600_000;

/**
 * The cluster below a folder; it is made when there is none. Several processes may do this at once: one wins.
 * Where the server's user cannot enter the folder, the data lies elsewhere and `data` links to it.
 * @throws {EmbeddedServerError} when it was made by another version of PostgreSQL, or cannot be read
 */
export async function openCluster(
  directory: string,
  programs: Programs,
  user: ServerUser | null,
  operation: string,
): Promise<Cluster> {
  const folder = resolve(directory);
  const link = join(folder, 'data');
  if (!(await exists(link))) {
    await makeFolder(folder, user);
    await removeAbandoned(folder);
    if (await canEnter(folder, user)) await makeCluster(link, programs, user, operation);
    else await makeClusterElsewhere(link, programs, user, operation);
  }
  return readCluster(await realpath(link), programs, operation);
}

/** Makes the folder, and those above it. All that is ours lets the server's user pass, and nobody do more. */
async function makeFolder(folder: string, user: ServerUser | null): Promise<void> {
  const firstMade = (await makeMissingFolders(folder)) ?? folder;
  if (user === null) return;
  for (let at = folder; at.length >= firstMade.length; at = dirname(at)) {
    const { mode } = await stat(at);
    if ((mode & 0o001) === 0) await chmod(at, mode | 0o111);
  }
}

/**
 * Makes a folder and those above it that are missing; returns the topmost one that was made. One by one: with
 * `recursive`, Node tries for ever where the system lets nobody make folders, as below /proc.
 */
async function makeMissingFolders(folder: string): Promise<string | null> {
  const made = await makeOneFolder(folder);
  if (made !== 'noParent') return made ? folder : null;
  const above = await makeMissingFolders(dirname(folder));
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return above ?? folder;
}

/** Whether it was made, or was there already. */
async function makeOneFolder(folder: string): Promise<boolean | 'noParent'> {
  try {
    await mkdir(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(folder) !== folder) return 'noParent';
    const found = await stat(folder).catch(() => null);
    if (found?.isDirectory() === true) return false;
    throw error;
  }
}

async function readCluster(data: string, programs: Programs, operation: string): Promise<Cluster> {
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (version !== programs.major) {
    throw new EmbeddedServerError(
      `${data} was made by PostgreSQL ${version}, this is ${programs.major}; choose another data folder, ` +
        `or open it with the version of @marketloom/storage that made it`,
      { operation },
    );
  }
  const password = (await readFile(join(data, PASSWORD_FILE), 'utf8')).trim();
  const owner = await stat(data);
  const others = process.getuid?.() === 0 && owner.uid !== 0;
  return { data, password, user: others ? { uid: owner.uid, gid: owner.gid } : null };
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('data.new-')) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > abandonedAfterMs)
      await rm(path, { recursive: true, force: true });
  }
}

/** Whether there is a cluster below a folder. */
export async function hasCluster(directory: string): Promise<boolean> {
  return exists(join(resolve(directory), 'data'));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Deletes the files of a server that does not run, wherever they lie, and the folder itself. */
export async function removeCluster(directory: string): Promise<void> {
  const folder = resolve(directory);
  const link = join(folder, 'data');
  const data = await realpath(link).catch(() => link);
  if (dirname(data) !== folder) await removeElsewhere(data);
  await rm(folder, { recursive: true, force: true });
}
