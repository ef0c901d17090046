import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedServerError } from '../errors/embedded-server-error.ts';

/** A user of the machine. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** In this order. Nobody is made for it: a library does not add users to a machine. */
const candidates = ['postgres', '_postgres', 'nobody'];

/**
 * Who runs the server: null for ourselves; for root, from which PostgreSQL refuses to be run, `postgres` where there
 * is one, else `nobody`.
 * @throws {EmbeddedServerError} when we are root and there is none of them
 */
export async function serverUser(
  ourUid: number | undefined = process.getuid?.(),
): Promise<ServerUser | null> {
  if (ourUid !== 0) return null;
  for (const name of candidates) {
    const user = await findUser(name);
    if (user !== null) return user;
  }
  throw new EmbeddedServerError(
    `PostgreSQL does not run as root, and there is no user ${candidates.join(' or ')} to run it; ` +
      'run this as another user, or give the address of a database instead',
    { operation: 'start the embedded server' },
  );
}

async function findUser(name: string): Promise<ServerUser | null> {
  const id = async (flag: '-u' | '-g'): Promise<number> => {
    const { stdout } = await promisify(execFile)('id', [flag, name]);
    return Number.parseInt(stdout, 10);
  };
  try {
    const [uid, gid] = [await id('-u'), await id('-g')];
    return uid > 0 ? { uid, gid } : null;
  } catch {
    return null;
  }
}
