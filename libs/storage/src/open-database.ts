import { type Logger, silentLogger } from '@marketloom/exchange';
import { PostgresAggregateStore } from './aggregates/postgres-aggregate-store.ts';
import { DatabaseAddress } from './connection/database-address.ts';
import { PgConnection } from './connection/pg-connection.ts';
import { withSession } from './connection/transaction.ts';
import type { Database } from './database.ts';
import {
  type EmbeddedServer,
  type EmbeddedServerOptions,
  startEmbeddedServer,
} from './embedded/start-embedded-server.ts';
import { InvalidDatabaseAddressError } from './errors/invalid-database-address-error.ts';
import { withStorageErrors } from './errors/to-storage-error.ts';
import { PostgresKlineStore } from './klines/postgres-kline-store.ts';
import { migrate, requireMigrated } from './migrations/migrate.ts';
import { BookExpiry } from './order-books/book-expiry.ts';
import { PostgresOrderBookStore } from './order-books/postgres-order-book-store.ts';
import type { ServerDescription } from './server/server-description.ts';
import { supportedVersion } from './server/server-version.ts';
import { PostgresSymbolStore } from './symbols/postgres-symbol-store.ts';
import { timescaleMode } from './timescale/use-timescale.ts';

/** Which database to open, and how. One of `url` and `embedded` is given. */
export interface OpenDatabaseOptions {
  /** `postgres://user:password@host:port/database`; what is not a letter or digit is percent-encoded. */
  readonly url?: string | undefined;
  /** A private server of this machine, in a folder that is made when it is not there. */
  readonly embedded?: Pick<EmbeddedServerOptions, 'directory' | 'temporary'> | undefined;
  /** The most connections at once (8), two at least: all claimed series together hold one. */
  readonly poolSize?: number | undefined;
  /**
   * How long, in ms, the server may be silent (15,000): to a new connection, and to a statement until it is asked, over a
   * new connection, whether it works on it. A statement that it works on may take as long as it takes.
   */
  readonly timeoutMs?: number | undefined;
  /** What the server shows of us in `pg_stat_activity` (`marketloom`). */
  readonly applicationName?: string | undefined;
  /** Told how it goes; nobody when left out. */
  readonly logger?: Logger | undefined;
  /** Whether tables are made and brought up to date (true). Else they must be so already. */
  readonly migrate?: boolean | undefined;
  /**
   * From which age on, in days, TimescaleDB compresses candles and books; null for never. When left out, what was set
   * before stays; at first it is 30.
   */
  readonly compressAfterDays?: number | null | undefined;
  /**
   * From which age on, in days, order books are removed; null for never. TimescaleDB drops them by a policy of its own, a
   * week's chunk at a time; when left out, what was set before stays, at first never. Without such policies the
   * connection that stores books removes old ones at most once an hour, and null and left out are the same.
   */
  readonly keepBooksDays?: number | null | undefined;
}

/**
 * Opens a database, makes its tables or brings them up to date, and uses TimescaleDB where the server offers it.
 * @throws {InvalidDatabaseAddressError} when neither or both of `url` and `embedded` are given, or `url` is no address
 * @throws {DatabaseUnreachableError} when the server does not answer
 * @throws {DatabaseAuthenticationError} when it refuses the user or the password
 * @throws {UnknownDatabaseError} when it has no such database
 * @throws {UnsupportedServerError} when it is older than PostgreSQL 15
 * @throws {InsufficientPrivilegeError} when the user may not make the tables
 * @throws {NewerMigrationsError} when the tables were made by a newer version
 * @throws {TimescaleError} when the database needs TimescaleDB, and the server did not load it
 * @throws {EmbeddedServerError} when the embedded server cannot be started
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const logger = options.logger ?? silentLogger;
  const { url, embedded } = options;
  if ((url === undefined) === (embedded === undefined)) {
    throw new InvalidDatabaseAddressError(
      'give either the address of a database or the folder of an embedded one',
      {
        operation: 'open a database',
      },
    );
  }
  const server = embedded && (await startEmbeddedServer({ ...embedded, logger }));
  try {
    return await connect(server?.url ?? (url as string), options, logger, server);
  } catch (error) {
    await server?.release();
    throw error;
  }
}

async function connect(
  url: string,
  options: OpenDatabaseOptions,
  logger: Logger,
  embeddedServer: EmbeddedServer | undefined,
): Promise<Database> {
  const { poolSize, timeoutMs, applicationName, compressAfterDays, keepBooksDays } = options;
  const connection = new PgConnection({
    address: DatabaseAddress.parse(url),
    poolSize,
    timeoutMs,
    applicationName,
    logger,
  });
  const { location } = connection;
  try {
    const server = await withSession(connection, async (session): Promise<ServerDescription> => {
      const version = await withStorageErrors(`open ${location}`, () => supportedVersion(session, location));
      if (options.migrate === false) await requireMigrated(session, location);
      else await migrate(session, { location, logger, compressAfterDays, keepBooksDays });
      const timescale = await withStorageErrors(`open ${location}`, () =>
        timescaleMode(session, `open ${location}`),
      );
      return { version, timescale, location, embedded: embeddedServer !== undefined };
    });
    const expiry =
      typeof keepBooksDays === 'number' && server.timescale !== 'full'
        ? new BookExpiry(connection, { keepDays: keepBooksDays, logger })
        : null;
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => (closing ??= end(connection, embeddedServer, expiry));
    return {
      symbols: new PostgresSymbolStore(connection),
      klines: new PostgresKlineStore(connection),
      aggregates: new PostgresAggregateStore(connection),
      orderBooks: new PostgresOrderBookStore(connection, expiry),
      server,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function end(
  connection: PgConnection,
  embeddedServer: EmbeddedServer | undefined,
  expiry: BookExpiry | null,
): Promise<void> {
  try {
    await expiry?.close();
    await connection.close();
  } finally {
    await embeddedServer?.release();
  }
}
