import type { Queryable } from '../connection/connection.ts';
import { retryConflicts } from '../sql/retry-conflicts.ts';

/** Books that one statement removes: so many of 5,000 levels take a fraction of a second. */
const BATCH = 500;

// The primary key finds them, instrument by instrument: no index is on the time alone.
const WITH_OLD = `SELECT id FROM symbols
  WHERE EXISTS (SELECT FROM order_book_snapshots WHERE symbol_id = symbols.id AND retrieved_at < $1::timestamptz) ORDER BY id`;

const REMOVE = `DELETE FROM order_book_snapshots WHERE symbol_id = $1::integer AND retrieved_at < $2::timestamptz
  AND (retrieved_at, update_key) IN (
    SELECT retrieved_at, update_key FROM order_book_snapshots WHERE symbol_id = $1::integer AND retrieved_at < $2::timestamptz
    ORDER BY retrieved_at, update_key LIMIT ${BATCH})`;

/**
 * Removes books that were retrieved before a time, oldest first, in many small transactions, so that who writes meanwhile
 * does not wait. When the signal aborts it ends after the statement in hand.
 * @returns how many were removed
 */
export async function removeBooks(
  queryable: Queryable,
  before: number,
  signal?: AbortSignal,
): Promise<number> {
  const limit = new Date(before).toISOString();
  const { rows } = await queryable.query<{ id: number }>(WITH_OLD, [limit]);
  let removed = 0;
  const isStopped = (): boolean => signal?.aborted === true;
  for (const { id } of rows) {
    for (let batch = BATCH; batch === BATCH && !isStopped(); removed += batch) {
      const { rowCount } = await retryConflicts(() => queryable.query(REMOVE, [id, limit]));
      batch = rowCount ?? 0;
    }
  }
  return removed;
}
