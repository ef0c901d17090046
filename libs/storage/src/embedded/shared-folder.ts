import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedServerError } from '../errors/embedded-server-error.ts';
import { canEnter } from './can-enter.ts';
import type { ServerUser } from './server-user.ts';

const WRITABLE_BY_OTHERS = 0o022;

/**
 * A folder of ours below the first of `bases` where that works: others may pass through it, but neither list nor change
 * it. One that somebody else put there is not used.
 * @throws {EmbeddedServerError} when none of them can be used
 */
export async function sharedFolder(bases: readonly string[], user: ServerUser | null): Promise<string> {
  const ourUid = process.getuid?.() ?? 0;
  const reasons: string[] = [];
  for (const base of bases) {
    const folder = join(base, `marketloom-${ourUid}`);
    try {
      await mkdir(folder, { mode: 0o711 });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') {
        reasons.push(`${folder}: ${code}`);
        continue;
      }
    }
    const found = await lstat(folder);
    if (!found.isDirectory()) reasons.push(`${folder} is not a folder`);
    else if (found.uid !== ourUid) reasons.push(`${folder} belongs to somebody else`);
    else if ((found.mode & WRITABLE_BY_OTHERS) !== 0) reasons.push(`${folder} can be written by others`);
    else if (!(await canEnter(folder, user)))
      reasons.push(`${folder} cannot be entered by the server's user`);
    else return folder;
  }
  throw new EmbeddedServerError(
    `no folder that the server's user can enter can be made (${reasons.join('; ')}); ` +
      'choose a data folder that other users can enter, or give the address of a database instead',
    { operation: 'start the embedded server' },
  );
}
