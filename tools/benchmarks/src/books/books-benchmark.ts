import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { psqlVersion } from '../contenders/psql.ts';
import { describeMachine, type Machine } from '../machine.ts';
import type { BenchmarkServer } from '../servers/benchmark-server.ts';
import { type LiveBooks, liveBooks } from './live-books.ts';
import { type StoredBooks, storeBooks } from './store-books.ts';

/** How large a benchmark of order books is. */
export interface BooksBenchmarkOptions {
  readonly server: BenchmarkServer;
  /** Books of 1,000 levels a side; of 5,000 there are a fifth as many. */
  readonly books: number;
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Everything that was measured. */
export interface BooksBenchmark {
  readonly machine: Machine;
  readonly serverDescription: string;
  readonly rounds: number;
  readonly stored: readonly StoredBooks[];
  readonly live: readonly LiveBooks[];
}

const LIVE_BOOKS = 100;

/**
 * Measures how fast order books are stored, against the limit of the server, and how fast live ones take updates.
 * @throws {FailedBenchmarkError} when what is stored is wrong
 */
export async function benchmarkBooks(options: BooksBenchmarkOptions): Promise<BooksBenchmark> {
  const { server, rounds, signal, say } = options;
  if ((await psqlVersion()) === null) {
    throw new Error('psql is not on the path: install it (Debian: apt-get install postgresql-client)');
  }
  await using cleanUp = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'marketloom-benchmark-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const stored: StoredBooks[] = [];
  for (const [depth, books] of [
    [1000, options.books],
    [5000, options.books / 5],
  ] as const) {
    say(`${books} books of ${depth} levels a side`);
    stored.push(await storeBooks({ server, folder, depth, books, rounds, signal, say }));
  }
  say('live books');
  const live = [1000, 5000].map((depth) => liveBooks(depth, rounds, LIVE_BOOKS));
  return {
    machine: await describeMachine(server.url),
    serverDescription: server.description,
    rounds,
    stored,
    live,
  };
}
