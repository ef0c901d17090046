import { expect, test } from 'vitest';
import { oneAhead } from './one-ahead.ts';

interface Watched {
  readonly begun: number[];
  readonly start: (signal: AbortSignal) => AsyncGenerator<number, void, undefined>;
  signal: AbortSignal | null;
}

/** A source that notes what it has begun; from `failAt` on it fails. */
function watched(failAt = Number.POSITIVE_INFINITY): Watched {
  const watch: Watched = {
    begun: [],
    signal: null,
    async *start(signal) {
      watch.signal = signal;
      for (let item = 0; item < 5; item += 1) {
        watch.begun.push(item);
        // oxlint-disable-next-line no-await-in-loop
        await Promise.resolve();
        signal.throwIfAborted();
        if (item === failAt) throw new Error(`no item ${item}`);
        yield item;
      }
    },
  };
  return watch;
}

test('everything comes, in order, and one is begun ahead', async () => {
  const source = watched();
  const seen: [number, number][] = [];
  for await (const item of oneAhead(source.start)) {
    await new Promise((resolve) => setImmediate(resolve));
    seen.push([item, source.begun.length]);
  }
  expect(seen).toEqual([
    [0, 2],
    [1, 3],
    [2, 4],
    [3, 5],
    [4, 5],
  ]);
});

test('a failure comes in its turn', async () => {
  const seen: number[] = [];
  const walk = async (): Promise<void> => {
    for await (const item of oneAhead(watched(2).start)) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(item);
    }
  };
  await expect(walk()).rejects.toThrow('no item 2');
  expect(seen).toEqual([0, 1]);
});

test('who leaves early ends what was begun ahead', async () => {
  const source = watched();
  for await (const item of oneAhead(source.start)) {
    expect(item).toBe(0);
    break;
  }
  expect(source.signal?.aborted).toBe(true);
  expect(source.begun).toEqual([0, 1]);
});

test("an abort from outside is the source's too", async () => {
  const source = watched();
  const controller = new AbortController();
  const walk = async (): Promise<void> => {
    for await (const item of oneAhead(source.start, controller.signal)) {
      if (item === 1) controller.abort(new Error('enough'));
    }
  };
  await expect(walk()).rejects.toThrow('enough');
});
