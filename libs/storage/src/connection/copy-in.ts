import type { Session } from './connection.ts';

/** Where rows are copied to. Names are SQL as it is written: quote what needs it. */
export interface CopyTarget {
  readonly table: string;
  /** In the order of the fields of the rows. */
  readonly columns: readonly string[];
}

/**
 * Copies rows in PostgreSQL's binary COPY format, header and trailer included, into a table. Resolves when the server
 * has taken all of them, with their count; rejects with the server's own error, after which the session can be used
 * again (and the transaction, if there is one, is aborted). When `chunks` throws, nothing is stored and its error is
 * thrown. A chunk may be overwritten once the next one is asked for, and the next one is only asked for when the server
 * has room.
 *
 * Binary COPY: https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4
 */
export type CopyIn = (
  session: Session,
  target: CopyTarget,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
) => Promise<number>;

/** The statement that copies into `target` from `source`: `STDIN`, or a file of the server. */
export function copyStatement(target: CopyTarget, source: 'STDIN' | `'${string}'`): string {
  return `COPY ${target.table} (${target.columns.join(', ')}) FROM ${source} (FORMAT binary)`;
}
