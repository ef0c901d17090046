import type { Queryable } from '../connection/connection.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import { readOpenDiscontinuities, reachesInto } from './order-book-discontinuities.ts';
import type { OrderBookStatus, OrderBookStatusOptions } from './order-book-status.ts';

// All of it is read from primary keys: a look at either end of each instrument, and counts of ranges of their entries,
// without the books themselves.
const books = (end: 'ASC' | 'DESC'): string =>
  `(SELECT retrieved_at FROM order_book_snapshots WHERE symbol_id = wanted.id ORDER BY retrieved_at ${end} LIMIT 1)`;
const counted = (from: string, until = ''): string =>
  `(SELECT count(*) FROM order_book_snapshots WHERE symbol_id = wanted.id AND retrieved_at >= ${from}${until})`;
const BEFORE_NOW = ' AND retrieved_at < $3::timestamptz';

const SELECT = `SELECT wanted.id, ${epochMs(books('ASC'))} AS first, ${epochMs(books('DESC'))} AS last,
    ${counted('$2::timestamptz')}::text AS snapshots,
    ${counted("$3::timestamptz - interval '1 hour'", BEFORE_NOW)}::text AS last_hour,
    ${counted("$3::timestamptz - interval '24 hours'", BEFORE_NOW)}::text AS last_day,
    lapsed.late, lapsed.failed, lapsed.missed, broken.discontinuities, broken.abandoned
  FROM unnest($1::text::integer[]) WITH ORDINALITY AS wanted (id, place)
  CROSS JOIN LATERAL (
    SELECT ${['late', 'failed', 'missed'].map((kind) => `coalesce(sum(slots) FILTER (WHERE kind = '${kind}'), 0)::text AS ${kind}`).join(', ')}
    FROM order_book_lapses WHERE symbol_id = wanted.id AND until_slot_at >= $2::timestamptz) AS lapsed
  CROSS JOIN LATERAL (
    SELECT count(*)::text AS discontinuities, count(abandoned_at)::text AS abandoned
    FROM order_book_discontinuities WHERE symbol_id = wanted.id AND ${reachesInto('$2::timestamptz')}) AS broken
  ORDER BY place`;

// For each instrument of the catalogue one look into each index, whatever lies in them.
const KNOWN = `SELECT id FROM symbols
  WHERE EXISTS (SELECT FROM order_book_snapshots WHERE symbol_id = symbols.id)
    OR EXISTS (SELECT FROM order_book_lapses WHERE symbol_id = symbols.id)
    OR EXISTS (SELECT FROM order_book_discontinuities WHERE symbol_id = symbols.id)
  ORDER BY id`;

type StatusRow = {
  readonly id: number;
  readonly first: string | null;
  readonly last: string | null;
} & Record<
  'snapshots' | 'last_hour' | 'last_day' | 'late' | 'failed' | 'missed' | 'discontinuities' | 'abandoned',
  string
>;

/** What is recorded of these instruments, or of all that have anything. */
export async function readStatus(
  queryable: Queryable,
  symbolIds: readonly number[] | undefined,
  { since, now = Date.now() }: OrderBookStatusOptions,
): Promise<OrderBookStatus[]> {
  const wanted = [...new Set(symbolIds ?? (await knownSymbols(queryable)))];
  if (wanted.length === 0) return [];
  const { rows } = await queryable.query<StatusRow>(SELECT, [
    `{${wanted.join(',')}}`,
    since === undefined ? '-infinity' : new Date(since).toISOString(),
    new Date(now).toISOString(),
  ]);
  const open = await readOpenDiscontinuities(queryable, wanted);
  return rows.map((row) => ({
    symbolId: row.id,
    first: row.first === null ? null : Number(row.first),
    last: row.last === null ? null : Number(row.last),
    snapshots: Number(row.snapshots),
    snapshotsLastHour: Number(row.last_hour),
    snapshotsLastDay: Number(row.last_day),
    late: Number(row.late),
    failed: Number(row.failed),
    missed: Number(row.missed),
    discontinuities: Number(row.discontinuities),
    abandoned: Number(row.abandoned),
    openDiscontinuity: open.get(row.id) ?? null,
  }));
}

async function knownSymbols(queryable: Queryable): Promise<number[]> {
  const { rows } = await queryable.query<{ id: number }>(KNOWN);
  return rows.map(({ id }) => id);
}
