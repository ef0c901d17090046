import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** The process number that a running embedded server noted in its folder; null when it does not run. */
export function serverPid(directory: string): number | null {
  try {
    return Number.parseInt(readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8'), 10);
  } catch {
    return null;
  }
}

/** Whether a process of that number runs; one that has ended and waits to be noticed by its parent does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux';
  }
}

/** Resolves when the process is gone; the test's own time limit ends the wait otherwise. */
export async function gone(pid: number): Promise<void> {
  while (isRunning(pid)) await sleep(20);
}

/** Runs one statement on a connection of its own. */
export async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** A module that joins the server of a folder, prints its address, and then does what `then` says. */
export function joiningModule(directory: string, then: string): string {
  return `import { startEmbeddedServer } from '@marketloom/storage';
    const server = await startEmbeddedServer({ directory: ${JSON.stringify(directory)} });
    console.log(server.url);
    ${then}`;
}

/** What keeps a joining process there until it is killed. */
export const STAY = 'setInterval(() => {}, 1000);';
