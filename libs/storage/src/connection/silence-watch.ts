import type { Socket } from 'node:net';
import type { Logger } from '@marketloom/exchange';
import type pg from 'pg';
import { SilentServerError } from '../errors/silent-server-error.ts';
import { NotLetInError, type ServerWitness, type SessionState } from './server-witness.ts';
import { socketOf } from './socket-of.ts';

/** A session that does not work on what it was asked is looked at again after so long: its answer may be on the way. */
const SECOND_LOOK_MS = 2_000;

/** What was sent last may be on the way, too, in buffers of up to so many bytes, as those of kernels and tunnels are. */
const MOST_UNDER_WAY = 8 * 1024 * 1024;
/** Slower than this nothing moves. */
const SLOWEST_BYTES_PER_MS = 64;

/** How a session is watched. */
export interface SilenceWatchOptions {
  /** How long it may be silent while something waits for it, until the server is asked about it. */
  readonly timeoutMs: number;
  readonly witness: ServerWitness;
  /** Where the server is, without the password. */
  readonly location: string;
  readonly logger: Logger;
}

const watches = new WeakMap<object, SilenceWatch>();

/**
 * Has every statement of a session watched from now on: what waits for an answer that will never come rejects with
 * {@link SilentServerError}, while one that the server works on may take as long as it takes.
 */
export function watchSilence(client: pg.ClientBase, options: SilenceWatchOptions): SilenceWatch {
  const watch = new SilenceWatch(client, options);
  watches.set(client, watch);
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  const watched = (...given: unknown[]): unknown => {
    const result = query(...given);
    return result instanceof Promise ? watch.during(result) : result;
  };
  Object.assign(client, { query: watched });
  return watch;
}

/** Waits for what a session's server is to do; watched where {@link watchSilence} was told so, else for ever. */
export async function whileWatched<T>(session: object, work: Promise<T>): Promise<T> {
  return watches.get(session)?.during(work) ?? work;
}

/**
 * Notices that a server is silent for good: one that hangs without closing its connections, or a network that swallows
 * what is sent. Silence alone is no sign of it, since a statement may take long; so the server is asked, over a new
 * connection, whether it works on it.
 */
export class SilenceWatch {
  /** The process number of the session, at the server; null while that is not known. */
  pid: number | null = null;
  /** Whether there is a pooler in between: which of the server's sessions is ours, or is to be, is its affair. */
  isPooled = false;
  readonly #socket: Socket;
  readonly #options: SilenceWatchOptions;
  /** How many wait for the server. */
  #waiting = 0;
  /** Counts the times that somebody began to wait, or all were done. */
  #round = 0;
  /** How many bytes have come, and how many had been sent when the last of them were seen. */
  #read = 0;
  #sentBefore = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: pg.ClientBase, options: SilenceWatchOptions) {
    this.#socket = socketOf(client);
    this.#options = options;
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.#waiting += 1;
    if (this.#waiting === 1) this.#listen(this.#options.timeoutMs);
    try {
      return await work;
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#rest();
    }
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#round += 1;
    this.#note();
  }

  /** Where something has come, what was sent before it has arrived. */
  #note(): void {
    const { bytesRead, bytesWritten } = this.#socket;
    if (bytesRead === this.#read) return;
    this.#read = bytesRead;
    this.#sentBefore = bytesWritten;
  }

  /** @param isSecond whether the server was asked already, and it did not look well */
  #listen(delayMs: number, isSecond = false): void {
    clearTimeout(this.#timer);
    this.#round += 1;
    this.#note();
    const round = this.#round;
    const moved = this.#moved();
    this.#timer = setTimeout(() => void this.#look(round, moved, isSecond), delayMs);
  }

  /** How many bytes went either way. */
  #moved(): number {
    return this.#socket.bytesRead + this.#socket.bytesWritten;
  }

  async #look(round: number, moved: number, isSecond: boolean): Promise<void> {
    const { timeoutMs, witness, location, logger } = this.#options;
    const { pid } = this;
    if (this.#moved() !== moved) return this.#listen(timeoutMs);
    const state = await witness.stateOf(pid).catch((error: unknown) => ({ error }));
    if (this.#round !== round) return;
    const isUnknown = state === 'unknown' || (this.isPooled && typeof state === 'string');
    if (this.#moved() !== moved || state === 'working' || isUnknown) {
      logger.debug('a statement takes long', { location, pid, state });
      return this.#listen(timeoutMs);
    }
    const isOver = isSecond || (typeof state === 'object' && state.error instanceof NotLetInError);
    if (!isOver) return this.#listen(this.#untilSecondLook(state), true);
    this.#socket.destroy(new SilentServerError(explain(state, location, timeoutMs)));
  }

  /** A network that is away may be back soon; and what the server has not seen yet may be on its way there. */
  #untilSecondLook(state: SessionState | { readonly error: unknown }): number {
    const { timeoutMs } = this.#options;
    if (typeof state === 'object') return timeoutMs;
    const sent = state === 'gone' ? 0 : this.#socket.bytesWritten - this.#sentBefore;
    const underWay = Math.min(sent, MOST_UNDER_WAY);
    return Math.min(SECOND_LOOK_MS, timeoutMs) + underWay / SLOWEST_BYTES_PER_MS;
  }
}

function explain(
  state: SessionState | { readonly error: unknown },
  location: string,
  timeoutMs: number,
): string {
  const silence = `${location} has said nothing for ${timeoutMs / 1000} s`;
  if (typeof state === 'object') {
    const said = state.error instanceof Error ? state.error.message : String(state.error);
    return `${silence}, and does not answer on a new connection either (${said})`;
  }
  return state === 'gone'
    ? `${silence}, and no longer knows this connection`
    : `${silence} and waits for us: what was sent on this connection was lost on the way`;
}
