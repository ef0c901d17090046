import { execFile } from 'node:child_process';
import { readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * What a running server writes about itself into its data folder.
 * https://www.postgresql.org/docs/current/storage-file-layout.html
 */
export interface Postmaster {
  readonly pid: number;
  /** Null while it starts. */
  readonly port: number | null;
}

/** The server that the file in the data folder speaks of, if it runs; null when there is none. */
export async function runningPostmaster(data: string): Promise<Postmaster | null> {
  const postmaster = await readPostmaster(data);
  return postmaster !== null && (await isServerOf(postmaster.pid, data)) ? postmaster : null;
}

/**
 * Removes the file that a killed server left behind when its process number means another process by now: PostgreSQL
 * itself would take that one for a running server, for ever.
 */
export async function removeStaleFile(data: string): Promise<void> {
  const postmaster = await readPostmaster(data);
  if (postmaster === null || (await isServerOf(postmaster.pid, data))) return;
  await rm(join(data, 'postmaster.pid'), { force: true });
}

async function readPostmaster(data: string): Promise<Postmaster | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  const port = Number.parseInt(lines[3] ?? '', 10);
  return Number.isNaN(pid) ? null : { pid, port: Number.isNaN(port) ? null : port };
}

/** Whether that process runs and is the server of that data folder; in doubt it is. */
export async function isServerOf(pid: number, data: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process cannot be signalled, but it is there.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (await isZombie(pid)) return false;
  // A server works in its data folder, also when that was renamed since.
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  if (folder !== null) return folder === data;
  const command = process.platform === 'darwin' ? await commandOf(pid) : null;
  return command === null || command.includes('postgres');
}

/** Whether it has ended and merely waits to be noticed, which in a container without an init may never be. */
async function isZombie(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program stands in parentheses, and may hold some.
  return status.slice(status.lastIndexOf(')') + 2).startsWith('Z');
}

async function commandOf(pid: number): Promise<string | null> {
  return promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']).then(
    ({ stdout }) => stdout,
    () => null,
  );
}
