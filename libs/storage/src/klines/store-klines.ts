import type { Interval, KlineTable } from '@marketloom/exchange';
import type { Connection, Session } from '../connection/connection.ts';
import type { LedgerSeries } from './coverage-ledger.ts';
import type { KlineEncoder } from './encode-klines.ts';
import { batchColumns, SERIES_RANGE, VALUE_COLUMNS } from './kline-sql.ts';
import { CHANGED, STAGE } from './kline-stage.ts';
import type { WriteCounts } from './kline-store.ts';
import { seriesLockKey } from './lock-keys.ts';

/** The candles of one series that are to be stored. There is at least one. */
export interface KlineRows {
  readonly symbolId: number;
  readonly interval: Interval;
  /** Ascending: rows that two writers touch are locked in one order, which rules out deadlocks between them. */
  readonly klines: KlineTable;
  /** For errors. */
  readonly operation: string;
}

function rangeValues({ symbolId, interval, klines }: KlineRows): unknown[] {
  const { openTimes } = klines;
  const iso = (time: number | undefined): string => new Date(time as number).toISOString();
  return [symbolId, interval, iso(openTimes[0]), iso(openTimes.at(-1))];
}

/** Whether any candle is stored between the first and the last of these. */
export async function isOccupied(session: Session, rows: KlineRows): Promise<boolean> {
  const { rows: answer } = await session.query<{ occupied: boolean }>(
    `SELECT EXISTS (SELECT FROM klines WHERE ${SERIES_RANGE}) AS occupied`,
    rangeValues(rows),
  );
  return answer[0]?.occupied === true;
}

/**
 * Takes the lock of a series under which candles are written. TimescaleDB would refuse a transaction that decompresses
 * more than 100,000 rows, which a handful of changes spread over a long batch can: they come in blocks of a thousand. A
 * server without TimescaleDB takes the setting as one of nobody's.
 */
export async function lockForWriting(
  session: Session,
  { symbolId, interval }: LedgerSeries,
  mode: 'shared' | 'exclusive',
): Promise<void> {
  await session.query(
    `SELECT pg_advisory_xact_lock${mode === 'shared' ? '_shared' : ''}($1),
       set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true)`,
    [seriesLockKey('merge', symbolId, interval)],
  );
}

/**
 * Copies candles straight into the table, where none is stored in between. Fails with 23505 when another writer was
 * faster. Runs in a transaction.
 */
export async function copyKlines(
  connection: Connection,
  session: Session,
  rows: KlineRows,
  encoder: KlineEncoder,
): Promise<WriteCounts> {
  const { symbolId, interval, klines, operation } = rows;
  await lockForWriting(session, rows, 'shared');
  const inserted = await connection.copyIn(
    session,
    {
      table: 'klines',
      columns: ['symbol_id', 'interval', 'open_time', ...batchColumns(klines).names],
    },
    encoder.encode(klines, { symbolId, interval }, operation),
  );
  return { inserted, updated: 0, unchanged: 0 };
}

/**
 * Stores candles where some are stored already: only those that are new or differ are written, and the old values of
 * the latter are kept as revisions. `EXCEPT` compares without locking rows or decompressing anything, which
 * `ON CONFLICT DO UPDATE … WHERE` would do for equal rows too. Columns that the batch lacks are neither compared nor
 * changed. Runs in a transaction, in a session with a prepared stage.
 */
export async function mergeKlines(
  connection: Connection,
  session: Session,
  rows: KlineRows,
  encoder: KlineEncoder,
): Promise<WriteCounts> {
  const { symbolId, interval, klines, operation } = rows;
  const { names } = batchColumns(klines);
  const columns = ['open_time', ...names];
  const list = columns.join(', ');
  await lockForWriting(session, rows, 'exclusive');
  await connection.copyIn(session, { table: STAGE, columns }, encoder.encode(klines, null, operation));
  const { rowCount: changed } = await session.query(
    `INSERT INTO ${CHANGED} (${list})
     SELECT ${list} FROM ${STAGE} EXCEPT SELECT ${list} FROM klines WHERE ${SERIES_RANGE}`,
    rangeValues(rows),
  );
  if (!changed) return { inserted: 0, updated: 0, unchanged: klines.length };
  const updated = await recordRevisions(session, rows, names);
  await session.query(
    `INSERT INTO klines (symbol_id, interval, ${list})
     SELECT $1::integer, $2::text, ${list} FROM ${CHANGED} ORDER BY open_time
     ON CONFLICT (symbol_id, interval, open_time)
     DO UPDATE SET ${names.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`,
    [symbolId, interval],
  );
  return { inserted: changed - updated, updated, unchanged: klines.length - changed };
}

async function recordRevisions(session: Session, rows: KlineRows, names: readonly string[]): Promise<number> {
  const columns = VALUE_COLUMNS.flatMap((name) => [`old_${name}`, `new_${name}`]);
  const values = VALUE_COLUMNS.flatMap((name) => [
    `stored.${name}`,
    names.includes(name) ? `changed.${name}` : `stored.${name}`,
  ]);
  const { rowCount } = await session.query(
    `INSERT INTO kline_revisions (symbol_id, interval, open_time, ${columns.join(', ')})
     SELECT $1::integer, $2::text, open_time, ${values.join(', ')}
     FROM ${CHANGED} AS changed JOIN (SELECT * FROM klines WHERE ${SERIES_RANGE}) AS stored USING (open_time)
     ORDER BY open_time`,
    rangeValues(rows),
  );
  return rowCount ?? 0;
}
