import { expect, test } from 'vitest';
import { makeKlines, minutes, withoutTimes } from '../testing/kline-fixture.ts';
import { openKlineStore } from '../testing/test-store.ts';
import { EMPTY_REASONS } from './empty-reasons.ts';
import type { SettledRange, SettledStatus } from './settled-range.ts';

const LONG_AGO = Date.UTC(2024, 5, 1);
const { store, connection, newSymbol } = await openKlineStore();

type Stretch = readonly [start: number, end: number, status: SettledStatus, reason?: string | null];

const rangesOf = (stretches: readonly Stretch[]): SettledRange[] =>
  stretches.map(([start, end, status, reason = null]) => ({ ...minutes(start, end), status, reason }));

/** A series that has settled these stretches long ago. */
async function addSeries(...stretches: Stretch[]): Promise<number> {
  const symbol = await newSymbol();
  await using series = await store.claim(symbol, '1m');
  const settled = rangesOf(stretches);
  await series.write({ klines: makeKlines(settled.filter(({ status }) => status === 'stored')), settled });
  await connection.query('UPDATE kline_coverage SET settled_at = $2 WHERE symbol_id = $1', [
    symbol,
    new Date(LONG_AGO).toISOString(),
  ]);
  return symbol;
}

const ledgerOf = async (symbol: number): Promise<readonly SettledRange[]> =>
  (await store.status({ symbolIds: [symbol] }))[0]?.coverage ?? [];

const { outage, noTrades, notTrading } = EMPTY_REASONS;

test('empty ranges get their reason from the other series, are split where it changes, and nothing else changes', async () => {
  const one = await addSeries([0, 10, 'stored'], [10, 40, 'empty'], [40, 50, 'empty', 'holiday']);
  const two = await addSeries([0, 20, 'stored'], [20, 30, 'empty'], [30, 50, 'stored']);
  const three = await addSeries([0, 5, 'unavailable', 'too old'], [5, 25, 'empty'], [25, 26, 'stored']);
  const question = { symbolIds: [one, two, three], interval: '1m', quietIntervals: 'omitted' } as const;
  expect(await store.explainEmpty(question)).toEqual({
    outage: 5 + 5 + 5,
    noTrades: 10 + 1 + 10 + 1 + 15,
    notTrading: 0,
    otherwise: 10,
    unknown: 4 + 4,
    written: 5 + 3 + 2,
  });
  expect(withoutTimes(await ledgerOf(one))).toEqual(
    rangesOf([
      [0, 10, 'stored'],
      [10, 20, 'empty', noTrades],
      [20, 25, 'empty', outage],
      [25, 26, 'empty', noTrades],
      [26, 30, 'empty'],
      [30, 40, 'empty', noTrades],
      [40, 50, 'empty', 'holiday'],
    ]),
  );
  expect(withoutTimes(await ledgerOf(three))).toEqual(
    rangesOf([
      [0, 5, 'unavailable', 'too old'],
      [5, 20, 'empty', noTrades],
      [20, 25, 'empty', outage],
      [25, 26, 'stored'],
    ]),
  );
  const all = [...(await ledgerOf(one)), ...(await ledgerOf(two)), ...(await ledgerOf(three))];
  expect(all.every(({ settledAt }) => settledAt === LONG_AGO)).toBe(true);
  expect(await store.explainEmpty(question)).toMatchObject({ outage: 15, noTrades: 37, written: 0 });
});

test('what an exchange leaves out although it sends quiet candles was not trading', async () => {
  const one = await addSeries([0, 10, 'empty']);
  const two = await addSeries([0, 10, 'stored']);
  const counts = await store.explainEmpty({ symbolIds: [one, two], interval: '1m', quietIntervals: 'sent' });
  expect(counts).toMatchObject({ notTrading: 10, noTrades: 0, written: 1 });
  expect(withoutTimes(await ledgerOf(one))).toEqual(rangesOf([[0, 10, 'empty', notTrading]]));
});

test('only the given range is explained, to whole candles', async () => {
  const one = await addSeries([0, 10, 'empty']);
  const two = await addSeries([0, 10, 'stored']);
  const { start, end } = minutes(3, 6);
  const range = { start: start - 1, end: end - 59_999 };
  const question = { symbolIds: [one, two], interval: '1m', quietIntervals: 'omitted' } as const;
  expect(await store.explainEmpty({ ...question, range })).toMatchObject({
    noTrades: 3,
    unknown: 0,
    written: 3,
  });
  expect(withoutTimes(await ledgerOf(one))).toEqual(
    rangesOf([
      [0, 3, 'empty'],
      [3, 6, 'empty', noTrades],
      [6, 10, 'empty'],
    ]),
  );
  expect(await store.explainEmpty({ ...question, range: { start, end: start } })).toMatchObject({
    written: 0,
  });
});

test('what turns out otherwise is explained anew; an explanation that nothing speaks against stays', async () => {
  const [one, two, three] = [
    await addSeries([0, 10, 'empty']),
    await addSeries([0, 10, 'empty']),
    await addSeries([0, 10, 'empty']),
  ];
  const question = { interval: '1m', quietIntervals: 'omitted' } as const;
  await store.explainEmpty({ ...question, symbolIds: [one, two, three] });
  await using series = await store.claim(three, '1m');
  await series.write({ klines: makeKlines([minutes(4, 6)]), settled: rangesOf([[4, 6, 'stored']]) });
  expect(await store.explainEmpty({ ...question, symbolIds: [one, three] })).toMatchObject({
    noTrades: 2,
    outage: 16,
  });
  expect(withoutTimes(await ledgerOf(one))).toEqual(
    rangesOf([
      [0, 4, 'empty', outage],
      [4, 6, 'empty', noTrades],
      [6, 10, 'empty', outage],
    ]),
  );
});

test('of no series nothing is explained; an abort ends it with its reason', async () => {
  const question = { interval: '1m', quietIntervals: 'omitted' } as const;
  expect(await store.explainEmpty({ ...question, symbolIds: [] })).toMatchObject({ unknown: 0, written: 0 });
  const one = await addSeries([0, 10, 'empty']);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(store.explainEmpty({ ...question, symbolIds: [one], signal })).rejects.toThrow('enough');
});
