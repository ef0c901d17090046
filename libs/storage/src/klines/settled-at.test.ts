import { beforeEach, expect, test } from 'vitest';
import { makeKlines, minutes, storedBatch, withoutTimes } from '../testing/kline-fixture.ts';
import { openKlineStore } from '../testing/test-store.ts';
import type { KlineSeries } from './kline-store.ts';
import type { Connection } from '../connection/connection.ts';
import { BatchWriter } from './write-batch.ts';

const LONG_AGO = Date.UTC(2024, 5, 1);
const { store, connection, newSymbol } = await openKlineStore();
let series: KlineSeries;

beforeEach(async () => {
  series = await store.claim(await newSymbol(), '1m');
  await series.write(storedBatch([minutes(0, 100)]));
  await series.write({ klines: makeKlines([]), settled: [{ ...minutes(200, 300), status: 'empty' }] });
  await connection.query('UPDATE kline_coverage SET settled_at = $2 WHERE symbol_id = $1', [
    series.symbolId,
    new Date(LONG_AGO).toISOString(),
  ]);
  return () => series.release();
});

/** Start and end of each range in minutes, and when it was settled. */
async function settled(): Promise<[number, number, unknown][]> {
  const coverage = await series.coverage();
  const { rows } = await connection.query<{ now: Date }>('SELECT now() AS now');
  const now = rows[0]!.now.getTime();
  const zero = minutes(0, 0).start;
  return coverage.map(({ start, end, settledAt }) => {
    const isRecent = Math.abs(now - settledAt!) < 3_600_000;
    const when = settledAt === LONG_AGO ? 'before' : isRecent ? 'now' : settledAt;
    return [(start - zero) / 60_000, (end - zero) / 60_000, when];
  });
}

test('a range that was read again without any change up to its end is settled now', async () => {
  const before = withoutTimes(await series.coverage());
  expect(await series.write(storedBatch([minutes(90, 100)], { salt: 0 }))).toMatchObject({ inserted: 0 });
  expect(await settled()).toEqual([
    [0, 100, 'now'],
    [200, 300, 'before'],
  ]);
  expect(withoutTimes(await series.coverage())).toEqual(before);
});

test('so is an empty one', async () => {
  await series.write({ klines: makeKlines([]), settled: [{ ...minutes(200, 300), status: 'empty' }] });
  expect(await settled()).toEqual([
    [0, 100, 'before'],
    [200, 300, 'now'],
  ]);
});

test('what says nothing of its last candle does not confirm it', async () => {
  await series.write(storedBatch([minutes(40, 60)]));
  await series.write(storedBatch([minutes(-50, 0)]));
  expect(await settled()).toEqual([
    [-50, 100, 'before'],
    [200, 300, 'before'],
  ]);
  await series.write(storedBatch([minutes(100, 200)]));
  expect(await settled()).toEqual([
    [-50, 200, 'now'],
    [200, 300, 'before'],
  ]);
});

test('of a range that is split each part says when its last candle was settled', async () => {
  await series.write(storedBatch([minutes(240, 260)]));
  expect(await settled()).toEqual([
    [0, 100, 'before'],
    [200, 240, 'before'],
    [240, 260, 'now'],
    [260, 300, 'before'],
  ]);
});

test('the time that a batch gives is ignored', async () => {
  const [range] = await series.coverage(minutes(0, 100));
  await series.write({ klines: makeKlines([minutes(0, 100)]), settled: [{ ...range!, settledAt: 1 }] });
  expect((await settled())[0]).toEqual([0, 100, 'now']);
});

test('noting the time takes no statement of its own', async () => {
  const statements: string[] = [];
  const counting: Connection = {
    query: (text, values) => connection.query(text, values),
    connect: async () => {
      const session = await connection.connect();
      return {
        release: (destroy) => session.release(destroy),
        query: (text, values) => {
          statements.push(text);
          return session.query<never>(text, values);
        },
      };
    },
    copyIn: () => Promise.reject(new Error('there are no candles to copy')),
  };
  const write = async (start: number, end: number): Promise<number> => {
    const empty = { ...minutes(start, end), status: 'empty' as const };
    await new BatchWriter(counting).write(series, { klines: makeKlines([]), settled: [empty] }, 'test');
    return statements.splice(0).length;
  };
  // BEGIN, the lock, the ledger, COMMIT; and one more for all that changes.
  expect(await write(290, 300)).toBe(4);
  expect(await write(150, 250)).toBe(5);
  expect(await settled()).toEqual([
    [0, 100, 'before'],
    [150, 300, 'now'],
  ]);
});
