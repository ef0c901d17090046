import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type EmbeddedServer, startEmbeddedServer } from '@marketloom/storage';
import type { TestDatabase } from './test-database.ts';

/** A PostgreSQL server of one test's own, which can be killed and started again, or hang for a while. */
export class PrivateServer implements AsyncDisposable {
  readonly #directory: string;
  readonly #shares: EmbeddedServer[];
  /** The processes that were stopped. */
  #paused: readonly number[] = [];

  private constructor(directory: string, share: EmbeddedServer) {
    this.#directory = directory;
    this.#shares = [share];
  }

  /** Starts one in a temporary folder. */
  static async start(): Promise<PrivateServer> {
    const directory = await mkdtemp(join(tmpdir(), 'marketloom-server-'));
    // As root the server runs as another user, who must be able to enter.
    await chmod(directory, 0o755);
    return new PrivateServer(directory, await startEmbeddedServer({ directory }));
  }

  /** Its database; it goes with the server. */
  get database(): TestDatabase {
    return { url: (this.#shares.at(-1) as EmbeddedServer).url, drop: async () => undefined };
  }

  /** Kills it as a power cut does: nothing is written any more, and nobody is told. */
  async kill(): Promise<void> {
    const pid = await this.#postmaster();
    process.kill(pid, 'SIGKILL');
    while (isThere(pid)) await sleep(10);
  }

  /** Has it hang: its processes do nothing any more, while their connections stay open. */
  async pause(): Promise<void> {
    const client = new pg.Client({ connectionString: this.database.url });
    await client.connect();
    // One that is stopped begins no further process, so that those which it has are all.
    const postmaster = await this.#postmaster();
    process.kill(postmaster, 'SIGSTOP');
    const { rows } = await client.query<{ pid: number; mine: boolean }>(
      'SELECT pid, pid = pg_backend_pid() AS mine FROM pg_stat_activity',
    );
    const others = rows.filter(({ mine }) => !mine).map(({ pid }) => pid);
    for (const pid of others) process.kill(pid, 'SIGSTOP');
    this.#paused = [...others, postmaster];
    await client.end();
  }

  /** Has it go on. */
  resume(): void {
    for (const pid of this.#paused) process.kill(pid, 'SIGCONT');
    this.#paused = [];
  }

  async #postmaster(): Promise<number> {
    return Number.parseInt(await readFile(join(this.#directory, 'data', 'postmaster.pid'), 'utf8'), 10);
  }

  /** Starts it again, at the same address. */
  async restart(): Promise<void> {
    this.#shares.push(await startEmbeddedServer({ directory: this.#directory }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.resume();
    for (const share of this.#shares) await share.release();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** One that has ended and waits to be noticed by its parent is not there. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux';
  }
}
