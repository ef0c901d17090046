import pg from 'pg';
import { sqlStateOf } from '../errors/sql-state.ts';

/** What a server says of one of its sessions. `unknown`: it answers, and does not say. */
export type SessionState = 'working' | 'waitingForUs' | 'gone' | 'unknown';

/** A session that waits for its client while that waits for it has missed something on the way, or what it sent was lost. */
const SELECT_STATES = `SELECT pid, CASE
    WHEN state LIKE 'idle%' OR (state = 'active' AND wait_event = 'ClientRead') THEN 'waitingForUs'
    WHEN state = 'disabled' THEN 'unknown' ELSE 'working' END AS state
  FROM pg_stat_activity WHERE usename = session_user`;

/** Asks a server, over a new connection, what it knows of sessions that have said nothing for long. */
export class ServerWitness {
  readonly #options: pg.ClientConfig;
  readonly #timeoutMs: number;
  /** Those who ask at the same time are told the same. */
  #asking: Promise<ReadonlyMap<number, SessionState> | null> | null = null;

  /** @param timeoutMs how long the server may take to let us in, and again to answer */
  constructor(options: pg.ClientConfig, timeoutMs: number) {
    this.#options = options;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * What the server says of a session.
   * @param pid its process number, at the server; one of null is not known there
   * @throws what the driver says when the server does not answer
   */
  async stateOf(pid: number | null): Promise<SessionState> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    const states = await this.#asking;
    return states === null ? 'unknown' : ((pid === null ? undefined : states.get(pid)) ?? 'gone');
  }

  async #ask(): Promise<ReadonlyMap<number, SessionState> | null> {
    const client = new pg.Client({
      ...this.#options,
      connectionTimeoutMillis: this.#timeoutMs,
      query_timeout: this.#timeoutMs,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number; state: SessionState }>(SELECT_STATES);
      return new Map(rows.map(({ pid, state }) => [pid, state]));
    } catch (error) {
      // One that refuses us, as it has no room for one more, is there.
      if (sqlStateOf(error) !== null) return null;
      throw error;
    } finally {
      // Its farewell is not waited for.
      void client.end().catch(() => undefined);
    }
  }
}
