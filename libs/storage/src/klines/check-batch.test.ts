import { KlineTable } from '@marketloom/exchange';
import { describe, expect, test } from 'vitest';
import { checkBatch } from './check-batch.ts';
import { InvalidKlineBatchError } from './invalid-kline-batch-error.ts';
import { makeKlines, minute, minutes, storedBatch } from '../testing/kline-fixture.ts';
import type { KlineBatch } from './kline-store.ts';

const refusal = (batch: KlineBatch): InvalidKlineBatchError => {
  try {
    checkBatch(batch, '1m', 'test');
  } catch (error) {
    if (error instanceof InvalidKlineBatchError) return error;
    throw error;
  }
  throw new Error('the batch was accepted');
};

/** A batch of the same settled ranges whose open times are others. */
const withTimes = (batch: KlineBatch, times: readonly number[]): KlineBatch => {
  const rows = makeKlines([minutes(0, times.length)]);
  return { ...batch, klines: new KlineTable({ ...rows.columns, openTime: times }) };
};

describe('a batch', () => {
  test('whose stored ranges hold exactly its candles is accepted, its ranges ascending', () => {
    const batch: KlineBatch = {
      klines: makeKlines([minutes(0, 3), minutes(5, 6)]),
      settled: [
        { ...minutes(5, 6), status: 'stored' },
        { ...minutes(3, 5), status: 'empty', reason: 'no trades' },
        { ...minutes(0, 3), status: 'stored' },
      ],
    };
    expect(checkBatch(batch, '1m', 'test').map(({ status }) => status)).toEqual([
      'stored',
      'empty',
      'stored',
    ]);
  });

  test('of months and of weeks is accepted by the calendar', () => {
    const months = { start: Date.UTC(2024, 0), end: Date.UTC(2025, 0) };
    expect(checkBatch(storedBatch([months], { interval: '1M' }), '1M', 'test')).toHaveLength(1);
    const weeks = { start: Date.UTC(2024, 0, 1), end: Date.UTC(2024, 0, 29) };
    expect(checkBatch(storedBatch([weeks], { interval: '1w' }), '1w', 'test')).toHaveLength(1);
  });

  const whole = storedBatch([minutes(0, 4)]);
  test.each([
    [
      'with a hole',
      withTimes(whole, [0, 1, 3].map(minute)),
      'the candle of 2024-03-01T00:02:00Z is missing from the stored range',
    ],
    ['that ends early', withTimes(whole, [0, 1, 2].map(minute)), '00:03:00Z is missing'],
    [
      'with a candle twice',
      withTimes(whole, [0, 1, 1, 2, 3].map(minute)),
      '2024-03-01T00:01:00Z is there twice',
    ],
    ['with the last candle twice', withTimes(whole, [0, 1, 2, 3, 3].map(minute)), '00:03:00Z is there twice'],
    ['in disorder', withTimes(whole, [0, 2, 1, 3].map(minute)), '00:01:00Z is missing'],
    [
      'that steps back',
      withTimes(whole, [0, 1, 0, 3].map(minute)),
      'comes after the one of 2024-03-01T00:01:00Z',
    ],
    [
      'with a candle behind its ranges',
      withTimes(whole, [0, 1, 2, 3, 4].map(minute)),
      '00:04:00Z lies in no stored range',
    ],
    [
      'with a candle before its ranges',
      withTimes(whole, [-1, 0, 1, 2, 3].map(minute)),
      'lies in no stored range',
    ],
    ['with a candle off the grid', withTimes(whole, [minute(0), minute(1) - 1]), 'or is not aligned'],
    [
      'with a candle where it settles none',
      { ...whole, settled: [{ ...minutes(0, 4), status: 'empty' }] },
      'lies in no stored range',
    ],
    ['with candles but without ranges', { ...whole, settled: [] }, 'lies in no stored range'],
    [
      'with a range that holds nothing',
      { ...whole, settled: [{ ...minutes(0, 0), status: 'empty' }] },
      'is empty',
    ],
    [
      'with a range that starts between candles',
      { klines: KlineTable.empty(), settled: [{ start: minute(0) + 1, end: minute(2), status: 'empty' }] },
      'does not start at a 1m open time',
    ],
    [
      'with a range that ends between candles',
      { klines: KlineTable.empty(), settled: [{ start: minute(0), end: minute(2) - 1, status: 'empty' }] },
      'does not end at a 1m open time',
    ],
    [
      'with a range in fractions',
      { klines: KlineTable.empty(), settled: [{ start: 0.5, end: minute(2), status: 'empty' }] },
      'is not in whole milliseconds',
    ],
    [
      'with ranges that overlap',
      {
        klines: KlineTable.empty(),
        settled: [
          { ...minutes(0, 3), status: 'empty' },
          { ...minutes(2, 4), status: 'unavailable' },
        ],
      },
      'overlaps 2024-03-01T00:00:00Z..2024-03-01T00:03:00Z',
    ],
  ] satisfies [string, KlineBatch, string][])('%s is refused', (_name, batch, message) => {
    expect(refusal(batch).message).toContain(message);
  });
});
