import { expect, test } from 'vitest';
import { SnapshotQueue } from './snapshot-queue.ts';

test('does a few pieces of work at once, in their order, whether they succeed or not', async () => {
  const queue = new SnapshotQueue(2);
  const { signal } = new AbortController();
  const begun: number[] = [];
  let running = 0;
  const work = (index: number) => async (): Promise<number> => {
    begun.push(index);
    running += 1;
    expect(running).toBeLessThanOrEqual(2);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
    if (index % 3 === 0) throw new Error(`no ${index}`);
    return index;
  };
  const results = await Promise.allSettled(
    Array.from({ length: 9 }, (_, index) => queue.run(work(index), signal)),
  );
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(results.map(({ status }) => status === 'fulfilled')).toEqual(begun.map((index) => index % 3 !== 0));
});

test('does not begin what nobody waits for any more', async () => {
  const queue = new SnapshotQueue(1);
  const controller = new AbortController();
  const first = queue.run(() => new Promise((resolve) => setTimeout(resolve, 5, 'first')), controller.signal);
  const second = queue.run(() => Promise.resolve('second'), controller.signal);
  const third = queue.run(() => Promise.resolve('third'), new AbortController().signal);
  controller.abort(new Error('enough'));
  await expect(first).resolves.toBe('first');
  await expect(second).rejects.toThrow('enough');
  await expect(third).resolves.toBe('third');
});
