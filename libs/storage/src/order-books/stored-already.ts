import type { Session } from '../connection/connection.ts';
import type { OrderBookRecord } from './order-book-store.ts';

const HOUR = 3_600_000;

// Whether there is a book of the same key, or one within an hour with the same update id, which an index finds by that id.
// What lies beyond all of that ($4, $5) is ruled out when the statement is planned.
const NEAR = `SELECT place::integer FROM
    unnest($1::text::integer[], $2::text::timestamptz[], $3::text::bigint[]) WITH ORDINALITY AS given (symbol, at, update_id, place)
  WHERE EXISTS (
    SELECT FROM order_book_snapshots AS stored
    WHERE symbol_id = symbol AND update_key = coalesce(update_id, 0)
      AND retrieved_at BETWEEN at - CASE WHEN update_id IS NULL THEN interval '0' ELSE interval '1 hour' END
                           AND at + CASE WHEN update_id IS NULL THEN interval '0' ELSE interval '1 hour' END
      AND retrieved_at BETWEEN $4::timestamptz AND $5::timestamptz
      AND (retrieved_at = at OR last_update_id = update_id))`;

const NEWEST = `SELECT symbol, newest.update_id, (extract(epoch from newest.at) * 1000)::bigint::text AS at
  FROM unnest($1::text::integer[]) AS symbol CROSS JOIN LATERAL (
    SELECT last_update_id::text AS update_id, retrieved_at AS at FROM order_book_snapshots
    WHERE symbol_id = symbol ORDER BY retrieved_at DESC, update_key DESC LIMIT 1) AS newest`;

/** What of a book decides whether it is there already. */
interface BookKey {
  readonly at: number;
  readonly updateId: bigint | null;
}

/**
 * Which books of a batch are new, in its order: those that are not there already, nor are the same as an earlier one of
 * the batch. Runs in a transaction that holds the locks of all their instruments.
 */
export async function findNew(
  session: Session,
  records: readonly OrderBookRecord[],
  symbolIds: readonly number[],
): Promise<boolean[]> {
  const keys = records.map(({ snapshot }): BookKey => ({
    at: snapshot.exchangeTs ?? snapshot.retrievedAt,
    updateId: snapshot.lastUpdateId,
  }));
  const times = keys.map(({ at }) => at);
  const near = await session.query<{ place: number }>(NEAR, [
    `{${records.map(({ symbolId }) => symbolId).join(',')}}`,
    `{${times.map(iso).join(',')}}`,
    `{${keys.map(({ updateId }) => updateId ?? 'NULL').join(',')}}`,
    iso(least(times) - HOUR),
    iso(-least(times.map((time) => -time)) + HOUR),
  ]);
  const isNear = new Set(near.rows.map(({ place }) => place - 1));
  const newest = await session.query<{ symbol: number; update_id: string | null; at: string }>(NEWEST, [
    `{${symbolIds.join(',')}}`,
  ]);
  const known = new Map(symbolIds.map((id) => [id, new KnownBooks()]));
  for (const { symbol, update_id, at } of newest.rows) {
    known.get(symbol)?.add({ at: Number(at), updateId: update_id === null ? null : BigInt(update_id) });
  }
  return keys.map((key, index) => {
    const books = known.get((records[index] as OrderBookRecord).symbolId) as KnownBooks;
    if (isNear.has(index) || books.has(key)) return false;
    books.add(key);
    return true;
  });
}

/** The newest book of an instrument and those that the batch adds to it. */
class KnownBooks {
  #newest: BookKey | null = null;
  readonly #times = new Map<bigint, BookKey[]>();

  add(book: BookKey): void {
    const updateKey = book.updateId ?? 0n;
    const alike = this.#times.get(updateKey);
    if (alike === undefined) this.#times.set(updateKey, [book]);
    else alike.push(book);
    const newest = this.#newest;
    const later =
      newest === null ||
      book.at > newest.at ||
      (book.at === newest.at && updateKey > (newest.updateId ?? 0n));
    if (later) this.#newest = book;
  }

  has({ at, updateId }: BookKey): boolean {
    if (updateId !== null && this.#newest?.updateId === updateId) return true;
    return (this.#times.get(updateId ?? 0n) ?? []).some(
      (book) =>
        book.at === at || (updateId !== null && book.updateId === updateId && Math.abs(book.at - at) <= HOUR),
    );
  }
}

const iso = (time: number): string => new Date(time).toISOString();

function least(times: readonly number[]): number {
  return times.reduce((smaller, time) => Math.min(smaller, time), Infinity);
}
