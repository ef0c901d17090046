import { type Logger, silentLogger } from '@marketloom/exchange';
import pg from 'pg';
import { DatabaseUnreachableError } from '../errors/database-unreachable-error.ts';
import { sqlStateOf } from '../errors/sql-state.ts';
import type { StorageError } from '../errors/storage-error.ts';
import { toStorageError } from '../errors/to-storage-error.ts';
import type { Connection, QueryResult, Session } from './connection.ts';
import type { DatabaseAddress } from './database-address.ts';
import { pgCopyIn } from './pg-copy-in.ts';
import { ServerWitness } from './server-witness.ts';
import { watchSilence } from './silence-watch.ts';
import { socketOf } from './socket-of.ts';
import { Turns } from './turns.ts';

/** How to connect. */
export interface PgConnectionOptions {
  readonly address: DatabaseAddress;
  /** The most sessions at once (8), two at least: claims of series live in one while another writes. */
  readonly poolSize?: number | undefined;
  /** What the server shows in `pg_stat_activity`. */
  readonly applicationName?: string | undefined;
  /**
   * How long, in ms, a server may take to answer a new connection (15,000), and how long one may be silent while a
   * statement waits for it until it is asked whether it works on that. One that does may take as long as it takes.
   */
  readonly timeoutMs?: number | undefined;
  /** Told how it goes; nobody when left out. */
  readonly logger?: Logger | undefined;
}

/** OIDs of `numeric[]` and `text[]`: pg would read the former as floats. */
const NUMERIC_ARRAY = 1231;
const TEXT_ARRAY = 1009;

const exactTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    pg.types.getTypeParser(oid === NUMERIC_ARRAY ? TEXT_ARRAY : oid, format),
};

/**
 * The settings of the server, the database or the user must not change how dates are printed to us or text is read. And a
 * server that has lost us is to notice within a minute, where it would take two hours: until then our locks are held.
 */
const PREPARE = `SET datestyle = 'ISO, MDY'; SET timezone = 'UTC'; SET standard_conforming_strings = on;
  SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 60000;
  SELECT pg_backend_pid() AS pid`;

/** How long a connection may be quiet until we see whether its other end is still there; ten seconds later we know. */
const KEEP_ALIVE_MS = 10_000;

/** How long a session that is ended may take to end. */
const FAREWELL_MS = 5_000;

/** A {@link Connection} over pg's pool. It connects when first used. */
export class PgConnection implements Connection {
  readonly copyIn = pgCopyIn;
  readonly #address: DatabaseAddress;
  readonly #pool: pg.Pool;
  /** The pool's own queue would count the wait for a session that others use as a server that does not answer. */
  readonly #turns: Turns;
  readonly #lent = new Set<Session>();
  /** All that are open, lent or not. */
  readonly #open = new Set<pg.ClientBase>();
  readonly #timeoutMs: number;
  readonly #witness: ServerWitness;
  readonly #logger: Logger;
  #closing: Promise<void> | null = null;

  constructor(options: PgConnectionOptions) {
    const logger = options.logger ?? silentLogger;
    this.#logger = logger;
    this.#timeoutMs = options.timeoutMs ?? 15_000;
    this.#address = options.address;
    const most = Math.max(2, options.poolSize ?? 8);
    this.#turns = new Turns(most);
    const how: pg.ClientConfig = {
      connectionString: options.address.connectionString(),
      application_name: options.applicationName ?? 'marketloom',
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    };
    this.#witness = new ServerWitness(how, this.#timeoutMs);
    // The pool waits for it, though its type does not say so.
    const prepare = ((client: pg.ClientBase) => this.#prepare(client)) as (client: pg.ClientBase) => void;
    this.#pool = new pg.Pool({
      ...how,
      max: most,
      connectionTimeoutMillis: this.#timeoutMs,
      types: exactTypes,
      onConnect: prepare,
    });
    this.#pool.on('error', (error) => {
      logger.warn('an idle database connection broke', {
        location: this.#address.location,
        reason: error.message,
      });
    });
  }

  /** Where it connects to, without the password. */
  get location(): string {
    return this.#address.location;
  }

  async query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: unknown[],
  ): Promise<QueryResult<Row>> {
    const session = await this.connect();
    try {
      const result = await session.query<Row>(text, values);
      session.release();
      return result;
    } catch (error) {
      // A server's refusal leaves the session whole; anything else means that the connection is broken.
      session.release(sqlStateOf(error) === null || String(sqlStateOf(error)).startsWith('57P'));
      throw error;
    }
  }

  /**
   * Waits for its turn as long as all sessions are lent.
   * @throws {StorageError} typed: unreachable, authentication, unknown database, too many connections
   */
  async connect(): Promise<Session> {
    await this.#turns.take();
    const client = await this.#pool.connect().catch((error: unknown) => {
      this.#turns.give();
      throw this.#connectError(error);
    });
    // A lent client whose connection breaks between two statements reports it here; the next statement rejects anyway.
    const onError = (): void => undefined;
    client.on('error', onError);
    const release = client.release.bind(client);
    let released = false;
    const session: Session = Object.assign(client, {
      release: (destroy?: Error | boolean): void => {
        if (released) return;
        released = true;
        client.off('error', onError);
        this.#lent.delete(session);
        release(destroy);
        this.#turns.give();
      },
    });
    this.#lent.add(session);
    return session;
  }

  async #prepare(client: pg.ClientBase): Promise<void> {
    this.#open.add(client);
    client.once('end', () => this.#open.delete(client));
    const watch = watchSilence(client, {
      timeoutMs: this.#timeoutMs,
      witness: this.#witness,
      location: this.location,
      logger: this.#logger,
    });
    // Several statements have several results.
    const results = (await client.query<{ pid: number }>(PREPARE)) as unknown as pg.QueryResult<{
      pid: number;
    }>[];
    watch.pid = results.at(-1)?.rows[0]?.pid ?? null;
    const { processID } = client as pg.ClientBase & { readonly processID?: number | null };
    watch.isPooled = watch.pid !== processID;
  }

  /** What no other kind says of a server that gives no session, such as a database that takes no connections for now. */
  #connectError(error: unknown): StorageError {
    const typed = toStorageError(error, `connect to ${this.location}`);
    if (typed.kind !== 'statement') return typed;
    const { operation } = typed;
    const said = error instanceof Error ? error.message : String(error);
    return new DatabaseUnreachableError(`${said}; try again when it takes connections`, {
      operation,
      cause: error,
    });
  }

  /** Ends all sessions, also those that are still lent. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    for (const session of this.#lent) session.release(true);
    this.#witness.close();
    // One that hangs does not close its end of a connection.
    const hurry = setTimeout(
      () => {
        for (const client of this.#open) socketOf(client).destroy();
      },
      Math.min(FAREWELL_MS, this.#timeoutMs),
    );
    await this.#pool.end();
    clearTimeout(hurry);
  }
}
