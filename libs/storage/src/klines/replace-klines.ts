import type { Connection, Session } from '../connection/connection.ts';
import type { KlineEncoder } from './encode-klines.ts';
import { SERIES_RANGE, VALUE_COLUMNS } from './kline-sql.ts';
import { STAGE } from './kline-stage.ts';
import type { ReplaceCounts } from './kline-store.ts';
import type { SettledRange } from './settled-range.ts';
import { type KlineRows, lockForWriting, mergeKlines } from './store-klines.ts';

/** What is stored in the ranges of $5 and not in the stage, between the times $3 and $4. */
const WITHDRAWN = `${SERIES_RANGE}
  AND EXISTS (SELECT FROM jsonb_to_recordset($5::text::jsonb) AS given (range_start timestamptz, range_end timestamptz)
              WHERE klines.open_time >= given.range_start AND klines.open_time < given.range_end)
  AND NOT EXISTS (SELECT FROM ${STAGE} AS stage WHERE stage.open_time = klines.open_time)`;

interface Withdrawn {
  readonly count: string;
  readonly first: string | null;
  readonly last: string | null;
}

/**
 * Stores candles as the whole truth of the ranges that they settle: like {@link mergeKlines}, and what else is stored
 * there goes, its values kept as revisions without new ones. Runs in a transaction, in a session with a prepared stage.
 * @param rows may have no candle
 * @param settled ascending, not empty
 */
export async function replaceKlines(
  connection: Connection,
  session: Session,
  rows: KlineRows,
  encoder: KlineEncoder,
  settled: readonly SettledRange[],
): Promise<ReplaceCounts> {
  await lockForWriting(session, rows, 'exclusive');
  const counts =
    rows.klines.length === 0
      ? { inserted: 0, updated: 0, unchanged: 0 }
      : await mergeKlines(connection, session, rows, encoder);
  return { ...counts, removed: await removeWithdrawn(session, rows, settled) };
}

/** Counts by the revisions: a deletion from compressed chunks may count whole blocks. */
async function removeWithdrawn(
  session: Session,
  { symbolId, interval }: KlineRows,
  settled: readonly SettledRange[],
): Promise<number> {
  const iso = (time: number): string => new Date(time).toISOString();
  const ranges = JSON.stringify(
    settled.map(({ start, end }) => ({ range_start: iso(start), range_end: iso(end) })),
  );
  const between = [iso((settled[0] as SettledRange).start), iso((settled.at(-1) as SettledRange).end)];
  const { rows } = await session.query<Withdrawn>(
    `WITH recorded AS (
       INSERT INTO kline_revisions (symbol_id, interval, open_time, ${VALUE_COLUMNS.map((name) => `old_${name}`).join(', ')})
       SELECT symbol_id, interval, open_time, ${VALUE_COLUMNS.join(', ')} FROM klines WHERE ${WITHDRAWN} ORDER BY open_time
       RETURNING open_time)
     SELECT count(*)::text AS count, min(open_time)::text AS first, max(open_time)::text AS last FROM recorded`,
    [symbolId, interval, ...between, ranges],
  );
  const { count, first, last } = rows[0] as Withdrawn;
  if (first === null) return 0;
  // From the first to the last that goes, and no more: what is compressed in between is unpacked.
  await session.query(`DELETE FROM klines WHERE ${WITHDRAWN}`, [symbolId, interval, first, last, ranges]);
  return Number(count);
}
