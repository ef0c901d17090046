import { lstat, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { makeCluster } from './make-cluster.ts';
import { runningPostmaster } from './postmaster.ts';
import type { Programs } from './programs.ts';
import type { ServerUser } from './server-user.ts';
import { sharedFolder } from './shared-folder.ts';

/** Where data goes that the server's user could not reach where it belongs. These folders are not cleaned by the system. */
const bases = ['/var/lib', '/usr/local/var'];

/** Beside each data folder, of the same name: notes the link that leads there. */
const ORIGIN = '.origin';

/**
 * Makes the files of a server in a folder of ours that its user can enter, and a link to them. When another process made
 * the link first, its files are used.
 */
export async function makeClusterElsewhere(
  link: string,
  programs: Programs,
  user: ServerUser | null,
  operation: string,
): Promise<void> {
  const shared = await sharedFolder(bases, user);
  await removeOrphans(shared);
  const data = join(shared, `data-${crypto.randomUUID()}`);
  await makeCluster(data, programs, user, operation);
  try {
    await writeFile(`${data}${ORIGIN}`, link, { mode: 0o600 });
    await symlink(data, link);
  } catch (error) {
    await removeElsewhere(data);
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Deletes the files of a server that were made elsewhere. */
export async function removeElsewhere(data: string): Promise<void> {
  await rm(data, { recursive: true, force: true });
  await rm(`${data}${ORIGIN}`, { force: true });
}

/**
 * Deletes what belonged to a temporary folder that is gone. A link elsewhere that cannot be found may be on a disk that
 * is not there for the moment: its data stays.
 */
async function removeOrphans(shared: string): Promise<void> {
  for (const name of await readdir(shared)) {
    if (!name.endsWith(ORIGIN)) continue;
    const data = join(shared, name.slice(0, -ORIGIN.length));
    const link = await readFile(join(shared, name), 'utf8').catch(() => '');
    if (!link.startsWith(`${tmpdir()}${sep}`)) continue;
    const found = await lstat(link).catch(() => null);
    if (found === null && (await runningPostmaster(data)) === null) await removeElsewhere(data);
  }
}
