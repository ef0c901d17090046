import type { Session } from '../connection/connection.ts';
import { VALUE_COLUMNS } from './kline-sql.ts';

/** Where the candles of a batch wait to be compared. Each session has its own, empty at the end of a transaction. */
export const STAGE = 'pg_temp.marketloom_kline_stage';
/** The candles of the stage that are new or differ. */
export const CHANGED = 'pg_temp.marketloom_kline_changed';

const COLUMNS = [
  'open_time timestamptz NOT NULL',
  ...VALUE_COLUMNS.map((name) => `${name} ${name === 'trade_count' ? 'bigint' : 'numeric'}`),
].join(', ');

const CREATE = [STAGE, CHANGED]
  .map(
    (table) =>
      `CREATE TEMP TABLE IF NOT EXISTS ${table.slice('pg_temp.'.length)} (${COLUMNS}) ON COMMIT DELETE ROWS`,
  )
  .join('; ');

const prepared = new WeakSet<object>();

/**
 * Makes the stage of a session, once for each: temporary tables made over and over bloat the server's catalogue.
 * Outside a transaction, so that a rollback does not take it away.
 */
export async function prepareStage(session: Session): Promise<void> {
  if (prepared.has(session)) return;
  // Where it was there before, the server would only send a notice.
  await session.query(`SET client_min_messages = warning; ${CREATE}; RESET client_min_messages`);
  prepared.add(session);
}
