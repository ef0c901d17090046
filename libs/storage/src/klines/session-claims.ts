import type { SessionSource } from '../connection/connection.ts';
import { abortable, LocalClaims } from './local-claims.ts';
import { LockHolder } from './lock-holder.ts';
import type { Claim, SeriesClaims } from './series-claims.ts';

const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

interface Waiter {
  readonly resolve: (holder: LockHolder) => void;
  readonly reject: (error: unknown) => void;
  /** Set when the lock is there. */
  holder: LockHolder | null;
}

/**
 * Claims between processes, as session-level advisory locks. All claims of one process live in one session, which is
 * open while there are any: a thousand series take one connection, and all are freed when it ends or breaks. Those who
 * wait are served by asking again, for all of them at once.
 */
export class SessionClaims implements SeriesClaims {
  readonly #source: SessionSource;
  /** A session may take a lock that it has a second time, so that claims within the process need a queue of their own. */
  readonly #local = new LocalClaims();
  readonly #waiting = new Map<string, Waiter>();
  #holder: LockHolder | null = null;
  #polling = false;
  #wake: () => void = () => undefined;

  constructor(source: SessionSource) {
    this.#source = source;
  }

  async claim(key: string, signal?: AbortSignal): Promise<Claim> {
    const turn = await this.#local.claim(key, signal);
    try {
      const holder = await this.#lock(key, signal);
      let released: Promise<void> | null = null;
      const release = async (): Promise<void> => {
        await this.#unlock(holder, key);
        await turn.release();
      };
      return {
        get lost() {
          return holder.lost;
        },
        release: () => (released ??= release()),
      };
    } catch (error) {
      await turn.release();
      throw error;
    }
  }

  async #lock(key: string, signal: AbortSignal | undefined): Promise<LockHolder> {
    const { promise, resolve, reject } = Promise.withResolvers<LockHolder>();
    const waiter: Waiter = { resolve, reject, holder: null };
    this.#waiting.set(key, waiter);
    this.#wake();
    if (!this.#polling) void this.#poll();
    try {
      return await abortable(promise, signal);
    } catch (error) {
      this.#waiting.delete(key);
      if (waiter.holder !== null) await this.#unlock(waiter.holder, key);
      throw error;
    }
  }

  async #unlock(holder: LockHolder, key: string): Promise<void> {
    await holder.unlock(key);
    this.#closeIfIdle();
  }

  async #poll(): Promise<void> {
    this.#polling = true;
    let pauseMs = SHORTEST_PAUSE_MS;
    try {
      while (this.#waiting.size > 0) {
        await this.#serve();
        if (this.#waiting.size > 0) await this.#pause(pauseMs);
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      }
    } catch (error) {
      for (const waiter of this.#waiting.values()) waiter.reject(error);
      this.#waiting.clear();
    } finally {
      this.#polling = false;
      this.#closeIfIdle();
    }
  }

  async #serve(): Promise<void> {
    if (this.#holder === null || this.#holder.lost) this.#holder = await this.#openHolder();
    const holder = this.#holder;
    for (const key of await holder.tryLock([...this.#waiting.keys()])) {
      const waiter = this.#waiting.get(key);
      if (waiter === undefined) await holder.unlock(key);
      else {
        this.#waiting.delete(key);
        waiter.holder = holder;
        waiter.resolve(holder);
      }
    }
  }

  async #openHolder(): Promise<LockHolder> {
    const session = await this.#source.connect();
    try {
      // A claim says nothing for as long as its pages take to come; a server that ends idle sessions would end it.
      await session.query('SET idle_session_timeout = 0');
    } catch (error) {
      session.release(true);
      throw error;
    }
    return new LockHolder(session);
  }

  #pause(pauseMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #closeIfIdle(): void {
    if (this.#polling || this.#waiting.size > 0 || this.#holder?.isIdle !== true) return;
    this.#holder.close();
    this.#holder = null;
  }
}
