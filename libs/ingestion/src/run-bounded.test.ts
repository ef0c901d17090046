import { describe, expect, it } from 'vitest';
import { runBounded } from './run-bounded.ts';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('runBounded', () => {
  it('does all in order, never more at once than allowed', async () => {
    let running = 0;
    let most = 0;
    const begun: number[] = [];
    await runBounded([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      begun.push(item);
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    });
    expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('begins nothing after a failure, and waits for what is under way', async () => {
    const ended: number[] = [];
    const run = runBounded([1, 2, 3, 4], 2, async (item) => {
      await turn();
      if (item === 1) throw new Error('first');
      await turn();
      ended.push(item);
    });
    await expect(run).rejects.toThrow('first');
    expect(ended).toEqual([2]);
  });
});
