import type { Session, SessionSource } from './connection.ts';

/**
 * Runs `work` in one transaction of `session`: committed when it resolves, rolled back when it rejects.
 * The error of `work` is what is thrown, also when the rollback fails because the session is gone.
 * Each statement sees what was committed before it, whatever the server's default is: one that follows a lock must see
 * what the holder before has left.
 */
export async function inTransaction<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  await session.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    const result = await work(session);
    await session.query('COMMIT');
    return result;
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Lends a session to `work`. One that failed in a way that leaves its state unknown is ended, not given back. */
export async function withSession<T>(
  source: SessionSource,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await source.connect();
  let usable = false;
  try {
    const result = await work(session);
    usable = true;
    return result;
  } catch (error) {
    usable = await session.query('SELECT 1').then(
      () => true,
      () => false,
    );
    throw error;
  } finally {
    session.release(!usable);
  }
}
