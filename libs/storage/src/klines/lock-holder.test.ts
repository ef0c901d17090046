import { expect, test } from 'vitest';
import type { Session } from '../connection/connection.ts';
import { LockHolder } from './lock-holder.ts';

/** A session whose statements are answered by `answer`; it notes what was asked of it. */
function scripted(answer: (text: string, values: unknown[]) => object[]): {
  session: Session;
  asked: string[];
} {
  const asked: string[] = [];
  const session: Session = {
    query: async <Row extends object>(text: string, values: unknown[] = []) => {
      asked.push(`${/pg_\w+/.exec(text)?.[0]} ${String(values)}`);
      return { rows: answer(text, values) as Row[], rowCount: null };
    },
    release: (destroy) => void asked.push(destroy === true ? 'destroy' : 'release'),
  };
  return { session, asked };
}

test('what a cancelled statement may have locked is unlocked', async () => {
  let cancelled = false;
  const { session, asked } = scripted((text) => {
    if (cancelled || !text.includes('try')) return [];
    cancelled = true;
    throw new Error('canceling statement due to statement timeout');
  });
  const holder = new LockHolder(session);
  await expect(holder.tryLock(['1', '2'])).rejects.toThrow('canceling');
  expect(asked).toEqual(['pg_try_advisory_lock ["1","2"]', 'pg_advisory_unlock 1', 'pg_advisory_unlock 2']);
  expect(holder.lost).toBe(false);
  expect(holder.isIdle).toBe(true);
});

test('a session that cannot give a lock back is ended, which frees all of them', async () => {
  const { session, asked } = scripted((text) => {
    if (text.includes('try')) return [{ key: '1' }, { key: '2' }];
    throw new Error('Connection terminated');
  });
  const holder = new LockHolder(session);
  expect(await holder.tryLock(['1', '2', '3'])).toEqual(['1', '2']);
  expect(holder.isIdle).toBe(false);
  await holder.unlock('1');
  expect(holder.lost).toBe(true);
  await holder.unlock('2');
  holder.close();
  expect(asked).toEqual(['pg_try_advisory_lock ["1","2","3"]', 'pg_advisory_unlock 1', 'destroy']);
});
