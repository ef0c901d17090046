import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { psql } from '../contenders/psql.ts';
import type { BenchmarkServer } from '../servers/benchmark-server.ts';
import { queryRows } from '../servers/query-rows.ts';
import { BOOK_COLUMNS, type BookTable, makeBookTable } from './book-table.ts';

/** About how much one transaction writes: what a recorder that has fallen behind stores at once. */
const BATCH_LEVELS = 400_000;

/** How fast books of one depth are stored, and how much room they take. */
export interface StoredBooks {
  readonly depth: number;
  readonly books: number;
  readonly batch: number;
  /** Round by round, in books a second. */
  readonly rounds: readonly { readonly copy: number; readonly storeAll: number }[];
  /** Of the storing process, for each book, in µs; round by round. */
  readonly cpuMicros: readonly number[];
  /** How long psql takes to start and end; taken off its times. */
  readonly psqlStartMs: number;
  readonly bytesPlain: number;
  /** Null where the server does not compress. */
  readonly bytesCompressed: number | null;
  /** How the server compresses one array that is too long for its row: lz4 or pglz. */
  readonly arrayCompression: string;
}

/** What to measure. */
export interface StoreBooksOptions {
  readonly server: BenchmarkServer;
  readonly folder: string;
  readonly depth: number;
  readonly books: number;
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/**
 * Stores the same books by `storeAll` and by psql's COPY from a file, into the same table, in turns.
 * @throws {FailedBenchmarkError} when what is stored is wrong
 */
export async function storeBooks(options: StoreBooksOptions): Promise<StoredBooks> {
  const { depth, books, say } = options;
  await using table = await makeBookTable(options.server, depth, books);
  const batch = Math.max(1, Math.floor(BATCH_LEVELS / (depth * 2)));
  const file = `${options.folder}/books-${depth}.copy`;
  await storeAll(table, batch);
  await table.check();
  const query = `SELECT ${BOOK_COLUMNS} FROM order_book_snapshots ORDER BY symbol_id, retrieved_at`;
  await runPsql(table.url, `\\copy (${query}) TO '${file}' (FORMAT binary)`);
  const starts = [];
  for (let number = 0; number < 5; number += 1) starts.push(await runPsql(table.url, 'SELECT 1'));
  const psqlStartMs = Math.min(...starts);

  const rounds = [];
  const cpuMicros = [];
  for (let number = 1; number <= options.rounds; number += 1) {
    options.signal.throwIfAborted();
    await table.clear();
    const load = `\\copy order_book_snapshots (${BOOK_COLUMNS}) FROM '${file}' (FORMAT binary)`;
    const copyMs = (await runPsql(table.url, load)) - psqlStartMs;
    await table.check();
    await table.clear();
    const { wallMs, cpuMs } = await storeAll(table, batch);
    await table.check();
    const round = { copy: (books * 1000) / copyMs, storeAll: (books * 1000) / wallMs };
    say(`  ${depth} levels: COPY ${Math.round(round.copy)}, storeAll ${Math.round(round.storeAll)} books/s`);
    rounds.push(round);
    cpuMicros.push((cpuMs * 1000) / books);
  }
  const size = await tableBytes(table, books);
  return { depth, books, batch, rounds, cpuMicros, psqlStartMs, ...size };
}

/** Stores all of them; what it takes to make the books, is left out. */
async function storeAll(table: BookTable, batch: number): Promise<{ wallMs: number; cpuMs: number }> {
  let wallMs = 0;
  let cpuMs = 0;
  for (const records of table.batches(batch)) {
    const start = performance.now();
    const before = process.cpuUsage();
    await table.database.orderBooks.storeAll(records);
    const { user, system } = process.cpuUsage(before);
    wallMs += performance.now() - start;
    cpuMs += (user + system) / 1000;
  }
  return { wallMs, cpuMs };
}

/** Runs psql and tells how long it took, ms. */
async function runPsql(url: string, command: string): Promise<number> {
  const { command: program, args, env } = psql(url, command);
  const start = performance.now();
  await promisify(execFile)(program, [...args], { env: { ...process.env, ...env } });
  return performance.now() - start;
}

type Sizes = Pick<StoredBooks, 'bytesPlain' | 'bytesCompressed' | 'arrayCompression'>;

async function tableBytes({ url, database }: BookTable, books: number): Promise<Sizes> {
  const { timescale } = database.server;
  const size =
    timescale === 'none'
      ? `pg_total_relation_size('order_book_snapshots')`
      : `hypertable_size('order_book_snapshots')`;
  const bytes = async (): Promise<number> => Number((await queryRows(url, `SELECT ${size}`))[0]?.[0]) / books;
  const [[method] = []] = await queryRows(
    url,
    'SELECT pg_column_compression(ask_prices) FROM order_book_snapshots LIMIT 1',
  );
  const bytesPlain = await bytes();
  const arrayCompression = method ?? 'none';
  if (timescale !== 'full') return { bytesPlain, bytesCompressed: null, arrayCompression };
  await queryRows(url, `SELECT compress_chunk(chunk) FROM show_chunks('order_book_snapshots') AS chunk`);
  return { bytesPlain, bytesCompressed: await bytes(), arrayCompression };
}
