import { type Clock, systemClock } from '@marketloom/exchange';
import { sqlStateOf } from '../errors/sql-state.ts';

/** Deadlock, serialization failure, and a row that another session stored in between. */
const CONFLICTS: ReadonlySet<string | null> = new Set(['40P01', '40001', '23505']);
const MOST_ATTEMPTS = 6;

/**
 * Runs a transaction, again when another session was in its way. The last conflict is thrown as it is.
 * @param attempt runs the whole transaction anew each time
 */
export async function retryConflicts<T>(attempt: () => Promise<T>, clock: Clock = systemClock): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (attempts === MOST_ATTEMPTS || !CONFLICTS.has(sqlStateOf(error))) throw error;
      await clock.sleep(Math.random() * 10 * 2 ** attempts);
    }
  }
}
