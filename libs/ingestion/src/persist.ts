import type { Clock } from '@marketloom/exchange';
import { isStorageError } from '@marketloom/storage';
import { stopsEverything } from './failure.ts';

/** How {@link persist} goes about it. */
export interface PersistenceOptions {
  readonly clock: Clock;
  /** Ends it, whatever is under way. */
  readonly end: AbortSignal;
  /** Told each time that the database turns out to be away. */
  readonly onAway: (error: unknown) => void;
  /** Told each time that it answers. */
  readonly onAnswer: () => void;
}

const SHORTEST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** How often something is tried for which another session was in the way. */
const MOST_CONFLICTS = 5;

/**
 * Has the database do something, and tries again for as long as it is away: after a tenth of a second, then twice as
 * long each time, up to five seconds.
 * @throws {StorageError} when the database answers and does not do it
 * @throws the reason of `end`, when that aborts
 */
export async function persist<T>(work: () => Promise<T>, options: PersistenceOptions): Promise<T> {
  const { clock, end, onAway, onAnswer } = options;
  for (let tries = 1; ; tries += 1) {
    end.throwIfAborted();
    try {
      const result = await unlessEnded(work(), end);
      onAnswer();
      return result;
    } catch (error) {
      end.throwIfAborted();
      const isAway = isStorageError(error) && stopsEverything(error);
      const isConflict = isStorageError(error) && error.kind === 'conflict' && tries < MOST_CONFLICTS;
      if (isAway) onAway(error);
      else if (!isConflict) throw error;
    }
    await clock.sleep(Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** Math.min(tries - 1, 30)), end);
  }
}

/** A promise's result, unless the signal aborts first: then its end is not awaited. */
async function unlessEnded<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
