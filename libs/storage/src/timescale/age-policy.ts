import type { Session } from '../connection/connection.ts';

/** What the server does by itself with what is older than so many days. */
type AgePolicy = 'compression' | 'retention';

const CONFIG_KEYS = { compression: 'compress_after', retention: 'drop_after' } as const;

/** From which age on data is compressed when nobody says, in days. */
const compressAfterDays = 30;

/**
 * Has the server compress candles and books that are older than so many days; null ends that, and undefined leaves what is
 * there, or begins with 30.
 */
export async function setCompressionPolicy(
  session: Session,
  afterDays: number | null | undefined,
): Promise<void> {
  for (const table of ['klines', 'order_book_snapshots']) {
    if (afterDays !== undefined) await setPolicy(session, 'compression', table, afterDays);
    else if ((await policyDays(session, 'compression', table)) === null)
      await setPolicy(session, 'compression', table, compressAfterDays);
  }
}

/**
 * Has the server drop books that are older than so many days, chunk by chunk; null ends that, and undefined leaves what is
 * there, at first nothing.
 */
export async function setRetentionPolicy(
  session: Session,
  keepDays: number | null | undefined,
): Promise<void> {
  if (keepDays !== undefined) await setPolicy(session, 'retention', 'order_book_snapshots', keepDays);
}

/** A policy with another age is replaced: `add_…_policy(if_not_exists)` would keep it, with a mere warning. */
async function setPolicy(
  session: Session,
  policy: AgePolicy,
  table: string,
  days: number | null,
): Promise<void> {
  const existing = await policyDays(session, policy, table);
  if (existing === days) return;
  if (existing !== null) await session.query(`SELECT remove_${policy}_policy($1::regclass)`, [table]);
  if (days === null) return;
  await session.query(`SELECT add_${policy}_policy($1::regclass, make_interval(days => $2::integer))`, [
    table,
    days,
  ]);
}

/** The age of a table's policy in days, with a fraction where someone else has set hours; null when there is none. */
async function policyDays(session: Session, policy: AgePolicy, table: string): Promise<number | null> {
  const { rows } = await session.query<{ days: string }>(
    `SELECT (extract(epoch from (config->>'${CONFIG_KEYS[policy]}')::interval) / 86400)::text AS days
     FROM timescaledb_information.jobs
     WHERE proc_name = 'policy_${policy}'
       AND (hypertable_schema, hypertable_name) = (
         SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = to_regclass($1))`,
    [table],
  );
  return rows[0] === undefined ? null : Number(rows[0].days);
}
