import pg from 'pg';
import { sqlStateOf } from '../errors/sql-state.ts';
import { afterAwake } from './after-awake.ts';
import { socketOf } from './socket-of.ts';

/** What a server says of one of its sessions. `unknown`: it does not say, or we could not ask it. */
export type SessionState = 'working' | 'waitingForUs' | 'gone' | 'unknown';

/** A session that waits for its client while that waits for it has missed something on the way, or what it sent was lost. */
const SELECT_STATES = `SELECT pid, CASE
    WHEN state LIKE 'idle%' OR (state = 'active' AND wait_event = 'ClientRead') THEN 'waitingForUs'
    WHEN state = 'disabled' THEN 'unknown' ELSE 'working' END AS state
  FROM pg_stat_activity WHERE usename = session_user`;

/**
 * What the network says of a server that is not to be reached. Anything else that keeps us from it, be it a name that is
 * not resolved for a moment, a certificate, or our having no file left to open, is no word on the connections there are.
 */
const NOT_REACHED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);

/** The server did not let us in, in all the time it had. */
export class NotLetInError extends Error {
  override readonly name = 'NotLetInError';
}

/** Asks a server, over a new connection, what it knows of sessions that have said nothing for long. */
export class ServerWitness {
  readonly #options: pg.ClientConfig;
  readonly #timeoutMs: number;
  /** Those who ask at the same time are told the same. */
  #asking: Promise<ReadonlyMap<number, SessionState> | null> | null = null;
  #client: pg.Client | null = null;

  /** @param timeoutMs how long the server may take to let us in and to answer */
  constructor(options: pg.ClientConfig, timeoutMs: number) {
    this.#options = options;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * What the server says of a session.
   * @param pid its process number, at the server; one of null is not known there
   * @throws {NotLetInError} when the server does not let us in
   * @throws what the network says when the server is not to be reached
   */
  async stateOf(pid: number | null): Promise<SessionState> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    const states = await this.#asking;
    return states === null ? 'unknown' : ((pid === null ? undefined : states.get(pid)) ?? 'gone');
  }

  /** Asks no more; who waits for an answer is told that there is none. */
  close(): void {
    if (this.#client !== null) socketOf(this.#client).destroy();
  }

  async #ask(): Promise<ReadonlyMap<number, SessionState> | null> {
    const client = new pg.Client(this.#options);
    this.#client = client;
    client.on('error', () => undefined);
    let isIn = false;
    const callOff = afterAwake(this.#timeoutMs, () => {
      socketOf(client).destroy(new NotLetInError('timeout expired'));
    });
    try {
      await client.connect();
      isIn = true;
      const { rows } = await client.query<{ pid: number; state: SessionState }>(SELECT_STATES);
      return new Map(rows.map(({ pid, state }) => [pid, state]));
    } catch (error) {
      // One that lets us in is there, though a pooler may then have us wait until a session is free; and so is one that
      // refuses us, as it has no room for one more.
      if (isIn || sqlStateOf(error) !== null || !isNotReached(error)) return null;
      throw error;
    } finally {
      callOff();
      this.#client = null;
      // Its farewell is not waited for, not even by the process.
      void client.end().catch(() => undefined);
      socketOf(client).unref();
    }
  }
}

function isNotReached(error: unknown): boolean {
  return error instanceof NotLetInError || NOT_REACHED.has((error as { readonly code?: unknown }).code);
}
