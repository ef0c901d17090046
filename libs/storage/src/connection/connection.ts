import type { CopyIn } from './copy-in.ts';

/** What a statement gave back. pg's `QueryResult` fits. */
export interface QueryResult<Row> {
  readonly rows: Row[];
  /** How many rows were read or touched; null for statements that count none. */
  readonly rowCount: number | null;
}

/**
 * Something that runs statements. pg's `Pool` and `Client` fit.
 * Values come back as pg gives them: `bigint` and `numeric` as text, `timestamptz` as Date, `jsonb` parsed;
 * `numeric[]` as text[] (a bare pg pool makes floats of it: cast to `text[]` where one may be handed in).
 */
export interface Queryable {
  /** Runs one statement; without values it may be several, parted by semicolons. */
  query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: unknown[],
  ): Promise<QueryResult<Row>>;
}

/** One session of the server, ours alone until it is released. What `connect()` of pg's `Pool` gives fits. */
export interface Session extends Queryable {
  /** Gives it back; with `true` or an error it is ended, and the server frees its locks. */
  release(destroy?: Error | boolean): void;
}

/** What runs statements in a session of its own each, and hands out sessions. pg's `Pool` fits. */
export interface SessionSource extends Queryable {
  /** Waits for a session and takes it; `release` gives it back. */
  connect(): Promise<Session>;
}

/** All that the stores need of a database. */
export interface Connection extends SessionSource {
  /** Copies rows into a table in one session: the same one that a transaction around it runs in. */
  readonly copyIn: CopyIn;
}
