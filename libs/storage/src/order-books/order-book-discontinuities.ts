import type { Queryable } from '../connection/connection.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import { retryConflicts } from '../sql/retry-conflicts.ts';
import type { DiscontinuityRecord, StoredDiscontinuity } from './stored-discontinuity.ts';

const KEY = 'symbol_id, broken_at, reason, last_update_id, next_update_id';

// One row of each key, since a statement may not touch a row twice: the one that is over. Ordered, so that two writers do
// not wait for each other. The first word on when the book was whole again counts, and takes back an abandonment.
const UPSERT = `INSERT INTO order_book_discontinuities AS stored (${KEY}, message, resumed_at, resumed_update_id)
  SELECT DISTINCT ON (${KEY}) ${KEY}, message, resumed_at, resumed_update_id
  FROM jsonb_to_recordset($1::text::jsonb) AS given (symbol_id integer, broken_at timestamptz, reason text,
    message text, last_update_id bigint, next_update_id bigint, resumed_at timestamptz, resumed_update_id bigint)
  ORDER BY ${KEY}, resumed_at NULLS LAST
  ON CONFLICT (${KEY}) DO UPDATE
  SET resumed_at = EXCLUDED.resumed_at, resumed_update_id = EXCLUDED.resumed_update_id, abandoned_at = NULL
  WHERE stored.resumed_at IS NULL AND EXCLUDED.resumed_at IS NOT NULL`;

const COLUMNS = `symbol_id, reason, message, ${epochMs('broken_at')} AS broken, last_update_id::text AS last_id,
  next_update_id::text AS next_id, ${epochMs('resumed_at')} AS resumed, resumed_update_id::text AS resumed_id,
  ${epochMs('abandoned_at')} AS abandoned`;

interface DiscontinuityRow {
  readonly symbol_id: number;
  readonly reason: string;
  readonly message: string;
  readonly broken: string;
  readonly last_id: string | null;
  readonly next_id: string | null;
  readonly resumed: string | null;
  readonly resumed_id: string | null;
  readonly abandoned: string | null;
}

/** Stores discontinuities, or that they are over. */
export async function recordDiscontinuities(
  queryable: Queryable,
  records: readonly DiscontinuityRecord[],
): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ symbolId, discontinuity }) => ({
    symbol_id: symbolId,
    broken_at: new Date(discontinuity.brokenAt),
    reason: discontinuity.reason,
    message: discontinuity.message,
    last_update_id: asText(discontinuity.lastUpdateId),
    next_update_id: asText(discontinuity.nextUpdateId),
    ...('resumedAt' in discontinuity
      ? {
          resumed_at: new Date(discontinuity.resumedAt),
          resumed_update_id: asText(discontinuity.resumedUpdateId),
        }
      : {}),
  }));
  await retryConflicts(() => queryable.query(UPSERT, [JSON.stringify(rows)]));
}

/** Marks the open ones of these instruments as abandoned, and gives them. */
export async function abandonDiscontinuities(
  queryable: Queryable,
  symbolIds: readonly number[],
  now: number,
): Promise<StoredDiscontinuity[]> {
  if (symbolIds.length === 0) return [];
  const { rows } = await queryable.query<DiscontinuityRow>(
    `WITH abandoned AS (
       UPDATE order_book_discontinuities SET abandoned_at = $2::timestamptz
       WHERE symbol_id = ANY ($1::text::integer[]) AND resumed_at IS NULL AND abandoned_at IS NULL
       RETURNING *)
     SELECT ${COLUMNS} FROM abandoned ORDER BY symbol_id, broken_at, id`,
    [`{${symbolIds.join(',')}}`, new Date(now).toISOString()],
  );
  return rows.map(discontinuityOf);
}

/** The discontinuities of an instrument that began from `since` on, or were not over then. */
export async function readDiscontinuities(
  queryable: Queryable,
  symbolId: number,
  since: number | undefined,
): Promise<StoredDiscontinuity[]> {
  const { rows } = await queryable.query<DiscontinuityRow>(
    `SELECT ${COLUMNS} FROM order_book_discontinuities
     WHERE symbol_id = $1 AND ($2::timestamptz IS NULL OR ${reachesInto('$2')}) ORDER BY broken_at, id`,
    [symbolId, since === undefined ? null : new Date(since).toISOString()],
  );
  return rows.map(discontinuityOf);
}

/** The newest open one of each of these instruments that has one. */
export async function readOpenDiscontinuities(
  queryable: Queryable,
  symbolIds: readonly number[],
): Promise<Map<number, StoredDiscontinuity>> {
  const { rows } = await queryable.query<DiscontinuityRow>(
    `SELECT DISTINCT ON (symbol_id) ${COLUMNS} FROM order_book_discontinuities
     WHERE symbol_id = ANY ($1::text::integer[]) AND resumed_at IS NULL AND abandoned_at IS NULL
     ORDER BY symbol_id, broken_at DESC, id DESC`,
    [`{${symbolIds.join(',')}}`],
  );
  return new Map(rows.map((row) => [row.symbol_id, discontinuityOf(row)]));
}

/** SQL for whether a discontinuity began from a time on, or was not over then; an abandoned one ends when it was found. */
export function reachesInto(since: string): string {
  return `(broken_at >= ${since} OR coalesce(resumed_at, abandoned_at, 'infinity') >= ${since})`;
}

function discontinuityOf(row: DiscontinuityRow): StoredDiscontinuity {
  return {
    symbolId: row.symbol_id,
    reason: row.reason,
    message: row.message,
    brokenAt: Number(row.broken),
    lastUpdateId: asId(row.last_id),
    nextUpdateId: asId(row.next_id),
    resumedAt: asTime(row.resumed),
    resumedUpdateId: asId(row.resumed_id),
    abandonedAt: asTime(row.abandoned),
  };
}

const asText = (id: bigint | null): string | null => (id === null ? null : String(id));
const asId = (text: string | null): bigint | null => (text === null ? null : BigInt(text));
const asTime = (text: string | null): number | null => (text === null ? null : Number(text));
