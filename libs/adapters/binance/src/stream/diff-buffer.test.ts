import { expect, test } from 'vitest';
import type { Diff } from './diff.ts';
import { DiffBuffer } from './diff-buffer.ts';
import { sequenceRulesOf } from './sequence.ts';

const diff = (first: number, last: number, previous: number | null = null): Diff => ({
  bids: [],
  asks: [],
  firstUpdateId: BigInt(first),
  lastUpdateId: BigInt(last),
  previousUpdateId: previous === null ? null : BigInt(previous),
  exchangeTs: 0,
  receivedAt: 0,
});

function buffer(market: 'spot' | 'usdm', ...diffs: Diff[]): DiffBuffer {
  const made = new DiffBuffer(sequenceRulesOf(market));
  for (const each of diffs) made.push(each);
  return made;
}

const ends = (since: readonly Diff[] | null): number[] | null =>
  since && since.map(({ lastUpdateId }) => Number(lastUpdateId));

test('gives what goes on from a snapshot', () => {
  const spot = buffer('spot', diff(1, 3), diff(4, 6), diff(4, 6), diff(7, 9));
  expect(ends(spot.since(2n))).toEqual([3, 6, 9]);
  expect(ends(spot.since(3n))).toEqual([6, 9]);
  expect(ends(spot.since(9n))).toEqual([]);
  const futures = buffer('usdm', diff(11, 13, 8), diff(15, 16, 13));
  expect(ends(futures.since(8n))).toEqual([13, 16]);
  expect(ends(futures.since(13n))).toEqual([13, 16]);
  expect(ends(futures.since(14n))).toEqual([16]);
  expect(ends(futures.since(17n))).toEqual([]);
});

test('asks for another snapshot where there is a gap, and keeps what lies behind it', () => {
  const spot = buffer('spot', diff(1, 3), diff(4, 6), diff(8, 9), diff(10, 12));
  expect(spot.since(2n)).toBeNull();
  expect(ends(spot.since(7n))).toEqual([9, 12]);
  const futures = buffer('usdm', diff(11, 13, 8), diff(11, 13, 8), diff(15, 16, 13));
  expect(futures.since(7n)).toBeNull();
  expect(futures.since(9n)).toBeNull();
  expect(ends(futures.since(13n))).toEqual([13, 16]);
});

test('holds a bounded number of updates, the newest', () => {
  const spot = buffer('spot', ...Array.from({ length: 5000 }, (_, index) => diff(index, index)));
  expect(spot.since(10n)).toBeNull();
  expect(spot.since(4200n)?.length).toBe(799);
  spot.clear();
  expect(spot.since(10n)).toEqual([]);
});
