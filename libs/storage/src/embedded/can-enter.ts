import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ServerUser } from './server-user.ts';

const EXECUTE = 0o1;

/** Whether a user may pass through a folder and all those above it. Ourselves (null) always, as far as it matters. */
export async function canEnter(folder: string, user: ServerUser | null): Promise<boolean> {
  if (user === null) return true;
  for (let at = await realpath(folder); ; at = dirname(at)) {
    const { uid, gid, mode } = await stat(at);
    const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
    if (((mode >> shift) & EXECUTE) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
