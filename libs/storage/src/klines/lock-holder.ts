import type { Session } from '../connection/connection.ts';

/** What pg's clients tell beyond a {@link Session}: that their connection broke. */
interface Watchable {
  on?(event: 'error' | 'end', listener: () => void): unknown;
  off?(event: 'error' | 'end', listener: () => void): unknown;
}

/** A session that holds advisory locks: any number of them. */
export class LockHolder {
  readonly #session: Session & Watchable;
  readonly #held = new Set<string>();
  /** A session runs one statement at a time. */
  #last: Promise<unknown> = Promise.resolve();
  #lost = false;
  readonly #lose = (): void => {
    if (this.#closed) return;
    this.#lost = true;
    // A session that is not sure to hold its locks is ended, so that it is sure to hold none.
    this.close();
  };
  #closed = false;

  constructor(session: Session) {
    this.#session = session;
    this.#session.on?.('error', this.#lose);
    this.#session.on?.('end', this.#lose);
  }

  /** Whether the connection broke, and with it all locks were lost. */
  get lost(): boolean {
    return this.#lost;
  }

  /** Whether it can be let go. */
  get isIdle(): boolean {
    return this.#held.size === 0;
  }

  /** Takes those of the locks that nobody holds; returns which. */
  async tryLock(keys: readonly string[]): Promise<string[]> {
    const { rows } = await this.#run(() =>
      this.#session.query<{ key: string }>(
        'SELECT key FROM jsonb_array_elements_text($1::text::jsonb) AS key WHERE pg_try_advisory_lock(key::bigint)',
        [JSON.stringify(keys)],
      ),
    ).catch(async (error: unknown) => {
      // A statement that is cancelled half-way keeps the locks that it had taken.
      await Promise.all(keys.map((key) => this.unlock(key)));
      throw error;
    });
    const taken = rows.map(({ key }) => key);
    for (const key of taken) this.#held.add(key);
    return taken;
  }

  /** Gives a lock back. Where the connection broke, the server has done so. */
  async unlock(key: string): Promise<void> {
    this.#held.delete(key);
    if (this.#lost) return;
    await this.#run(() => this.#session.query('SELECT pg_advisory_unlock($1::bigint)', [key])).catch(() =>
      this.#lose(),
    );
  }

  /** Gives the session back; there must be no lock left. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#session.off?.('error', this.#lose);
    this.#session.off?.('end', this.#lose);
    this.#session.release(this.#lost);
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
