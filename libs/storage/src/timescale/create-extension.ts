import type { Session } from '../connection/connection.ts';
import { inSavepoint } from '../connection/savepoint.ts';
import { sqlStateOf } from '../errors/sql-state.ts';

/** Two sessions that create one extension at once: the second one is told of a duplicate in spite of IF NOT EXISTS. */
const raceStates: ReadonlySet<string | null> = new Set(['23505', '42710', '40001', '40P01']);

const mostAttempts = 5;

/**
 * Puts TimescaleDB into the database, inside the transaction that `session` is in.
 * @returns null, or why the server refuses, in its own words
 */
export async function createTimescaleExtension(session: Session): Promise<string | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await inSavepoint(session, () => session.query('CREATE EXTENSION IF NOT EXISTS timescaledb'));
      return null;
    } catch (error) {
      const state = sqlStateOf(error);
      if (raceStates.has(state) && attempt < mostAttempts) continue;
      // No word of the server, or one of its end or of its lack of resources: that is no answer to the question.
      if (state === null || /^(?:08|53|57|58030)/.test(state)) throw error;
      return error instanceof Error ? error.message : String(error);
    }
  }
}
