import type { Claim, SeriesClaims } from './series-claims.ts';

/** Claims within this process alone, each key's in the order in which they were asked for. */
export class LocalClaims implements SeriesClaims {
  /** The end of each key's queue: resolves when the last one in it has released. */
  readonly #queues = new Map<string, Promise<void>>();

  async claim(key: string, signal?: AbortSignal): Promise<Claim> {
    signal?.throwIfAborted();
    const before = this.#queues.get(key);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    // One who gives up lets the next one in only when it is that one's turn.
    const end = (before ?? Promise.resolve()).then(() => released);
    this.#queues.set(key, end);
    void end.then(() => this.#queues.get(key) === end && this.#queues.delete(key));
    try {
      if (before !== undefined) await abortable(before, signal);
    } catch (error) {
      release();
      throw error;
    }
    return {
      lost: false,
      release: async () => release(),
    };
  }
}

/** The result of `work`, or the signal's reason when it aborts first. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
