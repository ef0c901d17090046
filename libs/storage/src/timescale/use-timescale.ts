import type { Logger } from '@marketloom/exchange';
import type { Session } from '../connection/connection.ts';
import { inSavepoint } from '../connection/savepoint.ts';
import { sqlStateOf } from '../errors/sql-state.ts';
import {
  aggregatesTrack,
  compressionTrack,
  hypertableTrack,
  plainTrack,
} from '../migrations/migrations-folder.ts';
import { runTrack } from '../migrations/run-track.ts';
import { setCompressionPolicy, setRetentionPolicy } from './age-policy.ts';
import { createTimescaleExtension } from './create-extension.ts';
import type { TimescaleMode } from './timescale-mode.ts';
import { timescaleOffer } from './timescale-offer.ts';

/** How to use TimescaleDB. */
export interface UseTimescaleOptions {
  /** What is being done, for errors. */
  readonly operation: string;
  readonly logger: Logger;
  /** From which age on, in days, the server compresses; null for never; undefined for as it is, at first 30. */
  readonly compressAfterDays: number | null | undefined;
  /** From which age on, in days, the server drops order books; null for never; undefined for as it is, at first never. */
  readonly keepBooksDays?: number | null | undefined;
  /** The folder of the migrations. */
  readonly root?: string | undefined;
}

/** by_range() came with it. */
const oldestVersion = [2, 13] as const;

/** PostgreSQL's `feature_not_supported`: what TimescaleDB answers under the Apache licence. */
const featureNotSupported = '0A000';

const insufficientPrivilege = '42501';

/**
 * Makes hypertables of the tables, has them compressed and candles aggregated, as far as the server lets us, inside the transaction that
 * `session` is in. Rows that are there already move along. Where the server does not let us, the tables stay plain and
 * the log says why.
 */
export async function useTimescale(session: Session, options: UseTimescaleOptions): Promise<TimescaleMode> {
  const { operation, logger, root = plainTrack().folder } = options;
  const offer = await timescaleOffer(session, operation);
  if (offer.kind === 'absent') {
    logger.debug('plain tables are used', { reason: offer.reason });
    return 'none';
  }
  if (!isRecent(offer.version)) {
    logger.warn(
      `plain tables are used: TimescaleDB ${offer.version} is older than ${oldestVersion.join('.')}`,
    );
    return 'none';
  }
  const refusal = offer.kind === 'installed' ? null : await createTimescaleExtension(session);
  if (refusal !== null) {
    logger.warn(
      'plain tables are used: the server has TimescaleDB, but does not let us create the extension',
      {
        reason: refusal,
      },
    );
    return 'none';
  }
  await reachExtension(session);
  await runTrack(session, hypertableTrack(root), operation);
  if (await licenceIsApache(session)) return 'apache';
  try {
    await inSavepoint(session, () => runTrack(session, compressionTrack(root), operation));
  } catch (error) {
    if (sqlStateOf(error) !== featureNotSupported) throw error;
    logger.warn("nothing is compressed: this server's TimescaleDB does not offer it", {
      reason: String(error),
    });
    return 'apache';
  }
  try {
    await inSavepoint(session, () => runTrack(session, aggregatesTrack(root), operation));
  } catch (error) {
    if (sqlStateOf(error) !== featureNotSupported) throw error;
    logger.warn(
      "higher intervals are reckoned from the minutes: this server's TimescaleDB materialises none",
      {
        reason: String(error),
      },
    );
  }
  try {
    await inSavepoint(session, async () => {
      await setCompressionPolicy(session, options.compressAfterDays);
      await setRetentionPolicy(session, options.keepBooksDays);
    });
  } catch (error) {
    // Only the owner of the tables may; who merely writes to them leaves the policy as it is.
    if (sqlStateOf(error) !== insufficientPrivilege) throw error;
    logger.warn('the ages of compression and removal stay as they are: the user does not own the tables', {
      reason: String(error),
    });
  }
  return 'full';
}

/**
 * What the database has, without changing anything. Others' hypertables are passed over by name: to look one up in a
 * schema that the user may not enter is an error.
 */
export async function timescaleMode(session: Session, operation: string): Promise<TimescaleMode> {
  const offer = await timescaleOffer(session, operation);
  if (offer.kind !== 'installed') return 'none';
  const { rows } = await session.query<{ hypertable: boolean; compressed: boolean | null }>(`
    SELECT count(*) > 0 AS hypertable, bool_or(compression_enabled) AS compressed
    FROM timescaledb_information.hypertables
    WHERE (hypertable_schema, hypertable_name) = (
      SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE c.oid = to_regclass('klines'))`);
  if (!rows[0]?.hypertable) return 'none';
  return rows[0].compressed && !(await licenceIsApache(session)) ? 'full' : 'apache';
}

/** Finds the extension's functions also when it lives in a schema that the user's search_path lacks. */
async function reachExtension(session: Session): Promise<void> {
  await session.query(`
    SELECT set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'), ''), quote_ident(n.nspname)), true)
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'timescaledb' AND n.nspname <> ALL (current_schemas(true))`);
}

async function licenceIsApache(session: Session): Promise<boolean> {
  const { rows } = await session.query<{ licence: string | null }>(
    "SELECT current_setting('timescaledb.license', true) AS licence",
  );
  return rows[0]?.licence === 'apache';
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > oldestVersion[0] || (major === oldestVersion[0] && minor >= oldestVersion[1]);
}
