import type { Session } from './connection.ts';

/**
 * Runs `work` inside the transaction that `session` is in. When it rejects, what it did is undone and the transaction
 * goes on; the error is thrown.
 */
export async function inSavepoint<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.query('SAVEPOINT marketloom');
  try {
    const result = await work();
    await session.query('RELEASE SAVEPOINT marketloom');
    return result;
  } catch (error) {
    // When the session is gone this fails too; the error that tells why is the first one.
    await session.query('ROLLBACK TO SAVEPOINT marketloom').catch(() => undefined);
    throw error;
  }
}
