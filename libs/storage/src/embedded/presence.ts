import { existsSync } from 'node:fs';
import pg from 'pg';
import { socketOf } from '../connection/socket-of.ts';
import { SERVER_USER_NAME } from './make-cluster.ts';

/** The advisory lock, in the database `postgres`, that everybody who uses the server holds a share of. */
const PRESENCE = 7_214_093_881;

/** How long the server may take to say whether somebody else uses it, in ms. One that hangs never does. */
const LEAVE_TIMEOUT_MS = 15_000;

/** How to reach an embedded server. */
export interface PresenceAddress {
  readonly port: number;
  readonly password: string;
  /** The data folder that the server must have: another one may listen on the port by now. */
  readonly data: string;
}

/**
 * Our share in a running server, kept by a connection: the server itself counts its users, and forgets those that died.
 */
export class Presence {
  /** Resolves when the connection is gone. */
  readonly lost: Promise<void>;
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
    this.lost = new Promise((resolve) => client.once('end', resolve));
  }

  /**
   * Takes a share. Waits while the last user before us is stopping the server, and rejects when it did.
   * @throws {NotOurServerError} when another server listens on the port
   */
  static async take({ port, password, data }: PresenceAddress): Promise<Presence> {
    const client = new pg.Client({
      host: '127.0.0.1',
      port,
      user: SERVER_USER_NAME,
      password,
      database: 'postgres',
      application_name: 'marketloom presence',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ data: string }>(
        "SELECT current_setting('data_directory') AS data",
      );
      const found = rows[0]?.data ?? '';
      // A folder that was renamed under its server is still served by it.
      if (found !== data && existsSync(found)) throw new NotOurServerError(found);
      await client.query(`SELECT pg_advisory_lock_shared(${PRESENCE})`);
      return new Presence(client);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  /** Makes sure that there is a database of that name. */
  async ensureDatabase(name: string): Promise<void> {
    const { rowCount } = await this.#client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount !== 0) return;
    try {
      await this.#client.query(`CREATE DATABASE ${name}`);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== '42P04' && code !== '23505') throw error;
    }
  }

  /** From now on it does not keep this process alive: one that forgets to leave still ends, see the exit hook. */
  rest(): void {
    socketOf(this.#client).unref();
  }

  /**
   * Gives our share back.
   * @param stop is called when nobody else has one; until it is done, nobody gets one
   */
  async leave(stop: () => Promise<void>): Promise<void> {
    socketOf(this.#client).ref();
    try {
      // Neither waits for anybody.
      const leaving = {
        text: `SELECT pg_advisory_unlock_shared(${PRESENCE})`,
        query_timeout: LEAVE_TIMEOUT_MS,
      };
      await this.#client.query(leaving);
      const asking = { ...leaving, text: `SELECT pg_try_advisory_lock(${PRESENCE}) AS last` };
      const { rows } = await this.#client.query<{ last: boolean }>(asking);
      if (rows[0]?.last === true) await stop();
    } finally {
      await this.#client.end().catch(() => undefined);
    }
  }
}

/** Another server listens where ours did. */
export class NotOurServerError extends Error {
  override readonly name = 'NotOurServerError';

  constructor(data: string) {
    super(`another server (${data}) listens there`);
  }
}
