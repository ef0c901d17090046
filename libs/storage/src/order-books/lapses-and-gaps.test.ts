import type { OrderBookDiscontinuity, ResumedOrderBook } from '@marketloom/exchange';
import { beforeEach, describe, expect, test } from 'vitest';
import { InvalidDataError } from '../errors/invalid-data-error.ts';
import { makeInstrument } from '../testing/instrument-fixture.ts';
import { openBookStore } from '../testing/test-store.ts';
import type { OrderBookLapse } from './order-book-lapse.ts';

const NOW = Date.UTC(2024, 4, 1);
const SLOT = 5_000;
const { store, newSymbol } = await openBookStore();
let symbol: number;

beforeEach(async () => {
  symbol = await newSymbol();
});

function lapse(slot: number, slots: number, given: Partial<OrderBookLapse> = {}): OrderBookLapse {
  return {
    symbolId: symbol,
    kind: 'failed',
    slotAt: NOW + slot * SLOT,
    untilSlotAt: NOW + (slot + slots - 1) * SLOT,
    slots,
    delayMs: null,
    reason: 'the exchange did not answer',
    ...given,
  };
}

describe('lapses', () => {
  test('come back as they were recorded, by slot, once however often they are', async () => {
    const all = [
      lapse(0, 1, { kind: 'late', delayMs: 1234 }),
      lapse(3, 4),
      lapse(3, 1, { kind: 'missed', reason: 'busy' }),
    ];
    await store.recordLapses([all[1]!, all[0]!, all[1]!]);
    await store.recordLapses(all);
    expect(await store.lapses(symbol)).toEqual(all);
    expect(await store.lapses(symbol, NOW + 6 * SLOT)).toEqual([all[1]]);
    expect(await store.lapses(symbol, NOW + 7 * SLOT)).toEqual([]);
    await store.recordLapses([]);
  });

  test('grow, and do not shrink', async () => {
    await store.recordLapses([lapse(0, 2), lapse(0, 3)]);
    await store.recordLapses([lapse(0, 7, { reason: 'still nothing' })]);
    await store.recordLapses([lapse(0, 4)]);
    expect(await store.lapses(symbol)).toEqual([lapse(0, 7, { reason: 'still nothing' })]);
  });

  test('are refused where they cannot be', async () => {
    const wrong = [lapse(0, 2, { slots: 1 }), lapse(0, 1, { slots: 0 }), lapse(0, 1, { delayMs: -1 })];
    for (const one of wrong)
      await expect(store.recordLapses([lapse(9, 1), one])).rejects.toThrow(InvalidDataError);
    await expect(store.recordLapses([lapse(0, 1, { symbolId: 999_999 })])).rejects.toThrow(InvalidDataError);
    expect(await store.lapses(symbol)).toEqual([]);
  });
});

function gap(given: Partial<OrderBookDiscontinuity> = {}): OrderBookDiscontinuity {
  return {
    instrument: makeInstrument('BTC-USDT-SPOT'),
    reason: 'gap',
    message: 'update 13 came after 10',
    brokenAt: NOW,
    lastUpdateId: 9_007_199_254_740_993n,
    nextUpdateId: null,
    ...given,
  };
}
const over = (discontinuity: OrderBookDiscontinuity, afterMs = 700): ResumedOrderBook => ({
  ...discontinuity,
  resumedAt: discontinuity.brokenAt + afterMs,
  resumedUpdateId: 9_007_199_254_740_999n,
});
const stored = (discontinuity: OrderBookDiscontinuity): object => {
  const { instrument, ...told } = discontinuity;
  expect(instrument.exchange).toBe('testex');
  return { symbolId: symbol, resumedAt: null, resumedUpdateId: null, abandonedAt: null, ...told };
};
const record = (...all: OrderBookDiscontinuity[]): Promise<void> =>
  store.recordDiscontinuities(all.map((discontinuity) => ({ symbolId: symbol, discontinuity })));

describe('discontinuities', () => {
  test('are open until they are over, and recorded once', async () => {
    const first = gap();
    const second = gap({ brokenAt: NOW + 1000, reason: 'disconnected', lastUpdateId: null });
    await record(first, first);
    await record(first);
    expect(await store.discontinuities(symbol)).toEqual([stored(first)]);
    await record(over(first), second, second);
    await record(over(first, 900), first);
    expect(await store.discontinuities(symbol)).toEqual([stored(over(first)), stored(second)]);
    expect(await store.discontinuities(symbol, NOW + 701)).toEqual([stored(second)]);
  });

  test('that could not be stored when they began are stored whole, in any order', async () => {
    const all = [gap(), gap({ nextUpdateId: 12n }), gap({ reason: 'silent' })];
    await record(over(all[0]!), all[1]!, all[0]!, over(all[2]!), over(all[1]!));
    const found = await store.discontinuities(symbol);
    expect(found).toHaveLength(3);
    expect(found.every(({ resumedAt }) => resumedAt === NOW + 700)).toBe(true);
  });

  test('of a recorder that is gone are abandoned by the next one, unless someone knows their end', async () => {
    const ended = gap({ brokenAt: NOW - 1000 });
    const lost = gap();
    await record(over(ended), lost);
    const abandoned = [{ ...stored(lost), abandonedAt: NOW + 60_000 }];
    expect(await store.abandonDiscontinuities([symbol], NOW + 60_000)).toEqual(abandoned);
    expect(await store.abandonDiscontinuities([symbol], NOW + 70_000)).toEqual([]);
    await record(lost);
    expect(await store.discontinuities(symbol)).toEqual([stored(over(ended)), ...abandoned]);
    await record(over(lost));
    expect(await store.discontinuities(symbol, NOW)).toEqual([stored(over(lost))]);
  });
});
