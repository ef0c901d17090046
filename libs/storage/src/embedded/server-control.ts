import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { programFailure } from './embedded-operation.ts';
import { choosePort, rememberPort } from './free-port.ts';
import { isServerOf, removeStaleFile, runningPostmaster } from './postmaster.ts';
import type { Programs } from './programs.ts';
import { type ProgramResult, runProgram } from './run-program.ts';

/** A log that is longer, in bytes, begins anew with the next start. */
const longestLog = 1_000_000;

/**
 * Starts the server of a cluster and waits until it takes connections.
 * @returns null when it does, else what was printed and logged: another process may have been faster
 */
export async function startServer(
  { data, user }: Cluster,
  programs: Programs,
  waitMs: number,
): Promise<string | null> {
  await removeStaleFile(data);
  const log = join(data, 'server.log');
  const before = await stat(log).catch(() => null);
  const loggedBefore = before === null || before.size > longestLog ? 0 : before.size;
  if (loggedBefore === 0) await rm(log, { force: true });
  const port = await choosePort(data);
  const seconds = String(Math.max(1, Math.ceil(waitMs / 1000)));
  const parameters = ['start', '-D', data, '-l', log, '-w', '-t', seconds, '-o', `-p ${port}`];
  const { code, output } = await runProgram(programs.pgCtl, parameters, { user });
  if (code === 0) {
    await rememberPort(data, port);
    return null;
  }
  const logged = await readFile(log).catch(() => Buffer.alloc(0));
  return `${output}\n${logged.subarray(loggedBefore).toString('utf8')}`;
}

/**
 * Stops the server of a cluster: sessions are ended, data is written out. One that does not stop within a minute is
 * stopped hard, which its next start repairs.
 */
export async function stopServer(cluster: Cluster, programs: Programs, operation: string): Promise<void> {
  const { data, user } = cluster;
  const postmaster = await runningPostmaster(data);
  const stop = (mode: 'fast' | 'immediate'): Promise<ProgramResult> =>
    runProgram(programs.pgCtl, ['stop', '-D', data, '-m', mode, '-w', '-t', '60'], { user });
  let result = await stop('fast');
  if (result.code !== 0 && (await runningPostmaster(data)) !== null) result = await stop('immediate');
  if (result.code !== 0 && (await runningPostmaster(data)) !== null) {
    throw programFailure(operation, 'pg_ctl stop', result.output);
  }
  if (postmaster === null) return;
  // pg_ctl looks at the server's file, which is gone a moment before the process is.
  while (await isServerOf(postmaster.pid, data)) await sleep(10);
}
