import type { Queryable } from '../connection/connection.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import { retryConflicts } from '../sql/retry-conflicts.ts';
import type { OrderBookLapse } from './order-book-lapse.ts';

// One row of each key, since a statement may not touch a row twice; ordered, so that two writers do not wait for each
// other. A run that grew is the longer one.
const UPSERT = `INSERT INTO order_book_lapses AS stored (symbol_id, slot_at, kind, until_slot_at, slots, delay_ms, reason)
  SELECT DISTINCT ON (symbol_id, slot_at, kind) symbol_id, slot_at, kind, until_slot_at, slots, delay_ms, reason
  FROM jsonb_to_recordset($1::text::jsonb) AS given (symbol_id integer, slot_at timestamptz, kind text,
    until_slot_at timestamptz, slots integer, delay_ms bigint, reason text)
  ORDER BY symbol_id, slot_at, kind, until_slot_at DESC, slots DESC
  ON CONFLICT (symbol_id, slot_at, kind) DO UPDATE
  SET until_slot_at = EXCLUDED.until_slot_at, slots = EXCLUDED.slots, reason = EXCLUDED.reason, recorded_at = now(),
    delay_ms = greatest(EXCLUDED.delay_ms, stored.delay_ms)
  WHERE EXCLUDED.until_slot_at > stored.until_slot_at`;

const SELECT = `SELECT kind, ${epochMs('slot_at')} AS slot, ${epochMs('until_slot_at')} AS until_slot, slots,
    delay_ms::text AS delay_ms, reason
  FROM order_book_lapses WHERE symbol_id = $1 AND ($2::timestamptz IS NULL OR until_slot_at >= $2)
  ORDER BY slot_at, kind`;

interface LapseRow {
  readonly kind: OrderBookLapse['kind'];
  readonly slot: string;
  readonly until_slot: string;
  readonly slots: number;
  readonly delay_ms: string | null;
  readonly reason: string;
}

/** Stores lapses; those that are there already stay, or grow. */
export async function recordLapses(queryable: Queryable, lapses: readonly OrderBookLapse[]): Promise<void> {
  if (lapses.length === 0) return;
  const rows = lapses.map(({ symbolId, kind, slotAt, untilSlotAt, slots, delayMs, reason }) => ({
    symbol_id: symbolId,
    kind,
    slot_at: new Date(slotAt),
    until_slot_at: new Date(untilSlotAt),
    slots,
    delay_ms: delayMs === null ? null : Math.round(delayMs),
    reason,
  }));
  await retryConflicts(() => queryable.query(UPSERT, [JSON.stringify(rows)]));
}

/** The lapses of an instrument whose last slot is not before `since`. */
export async function readLapses(
  queryable: Queryable,
  symbolId: number,
  since: number | undefined,
): Promise<OrderBookLapse[]> {
  const from = since === undefined ? null : new Date(since).toISOString();
  const { rows } = await queryable.query<LapseRow>(SELECT, [symbolId, from]);
  return rows.map(({ kind, slot, until_slot, slots, delay_ms, reason }) => ({
    symbolId,
    kind,
    slotAt: Number(slot),
    untilSlotAt: Number(until_slot),
    slots,
    delayMs: delay_ms === null ? null : Number(delay_ms),
    reason,
  }));
}
