import type { Session } from '../connection/connection.ts';

/** The hypertables that are compressed. */
const tables = ['klines', 'order_book_snapshots'];

/** From which age on data is compressed when nobody says, in days. */
const defaultAfterDays = 30;

/**
 * Has the server compress what is older than so many days; null ends that, and undefined leaves what is there, or begins
 * with 30. A policy with another age is replaced: `add_compression_policy(if_not_exists)` would keep it, with a mere
 * warning.
 */
export async function setCompressionPolicy(
  session: Session,
  afterDays: number | null | undefined,
): Promise<void> {
  const days = afterDays ?? defaultAfterDays;
  for (const table of tables) {
    const existing = await policyOf(session, table, days);
    if (existing !== null && (afterDays === undefined || (afterDays !== null && existing.same))) continue;
    if (existing !== null) await session.query('SELECT remove_compression_policy($1::regclass)', [table]);
    if (afterDays === null) continue;
    const add = 'SELECT add_compression_policy($1::regclass, make_interval(days => $2::integer))';
    await session.query(add, [table, days]);
  }
}

/** The policy of a table, and whether its age is the given one; null when there is none. */
async function policyOf(
  session: Session,
  table: string,
  days: number,
): Promise<{ readonly same: boolean } | null> {
  const { rows } = await session.query<{ same: boolean }>(
    `SELECT (config->>'compress_after')::interval = make_interval(days => $2::integer) AS same
     FROM timescaledb_information.jobs
     WHERE proc_name = 'policy_compression'
       AND (hypertable_schema, hypertable_name) = (
         SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = to_regclass($1))`,
    [table, days],
  );
  return rows[0] ?? null;
}
