import { expect, test } from 'vitest';
import { BOOK_TIME, makeBook } from '../testing/book-fixture.ts';
import { makeInstrument } from '../testing/instrument-fixture.ts';
import { openBookStore } from '../testing/test-store.ts';
import type { OrderBookLapse } from './order-book-lapse.ts';
import type { OrderBookStatus } from './order-book-status.ts';

const MINUTE = 60_000;
const { store, newSymbol } = await openBookStore();

const nothing = (symbolId: number): OrderBookStatus => ({
  symbolId,
  first: null,
  last: null,
  snapshots: 0,
  snapshotsLastHour: 0,
  snapshotsLastDay: 0,
  late: 0,
  failed: 0,
  missed: 0,
  discontinuities: 0,
  abandoned: 0,
  openDiscontinuity: null,
});

test('the status tells what is there, what is not, and how often books came', async () => {
  const [busy, quiet, empty] = [await newSymbol(), await newSymbol(), await newSymbol()];
  const minutes = [0, 10, 2000, 2050, 2090, 2099, 2100];
  await store.storeAll(
    minutes.map((minute, index) => ({
      symbolId: busy,
      snapshot: makeBook({ lastUpdateId: BigInt(index), retrievedAt: BOOK_TIME + minute * MINUTE }),
    })),
  );
  const lapse = (kind: OrderBookLapse['kind'], minute: number, slots: number): OrderBookLapse => ({
    symbolId: busy,
    kind,
    slotAt: BOOK_TIME + minute * MINUTE,
    untilSlotAt: BOOK_TIME + (minute + slots - 1) * MINUTE,
    slots,
    delayMs: null,
    reason: 'slow',
  });
  await store.recordLapses([
    lapse('late', 3, 2),
    lapse('late', 2010, 1),
    lapse('failed', 1, 3),
    lapse('missed', 1995, 10),
    { ...lapse('missed', 5, 5), symbolId: quiet },
  ]);
  const gap = (minute: number) =>
    ({
      instrument: makeInstrument('BTC-USDT-SPOT'),
      reason: 'gap',
      message: 'update 13 came after 10',
      brokenAt: BOOK_TIME + minute * MINUTE,
      lastUpdateId: 10n,
      nextUpdateId: 13n,
    }) as const;
  const over = (minute: number, until: number) => ({
    ...gap(minute),
    resumedAt: BOOK_TIME + until * MINUTE,
    resumedUpdateId: 20n,
  });
  await store.recordDiscontinuities([{ symbolId: busy, discontinuity: gap(4) }]);
  await store.abandonDiscontinuities([busy], BOOK_TIME + 6 * MINUTE);
  await store.recordDiscontinuities(
    [over(1, 2), over(1990, 2003), gap(2060), gap(2095)].map((discontinuity) => ({
      symbolId: busy,
      discontinuity,
    })),
  );

  const open = (await store.discontinuities(busy)).at(-1);
  const now = BOOK_TIME + 2100 * MINUTE;
  const all: OrderBookStatus = {
    symbolId: busy,
    first: BOOK_TIME,
    last: now,
    snapshots: 7,
    snapshotsLastHour: 3,
    snapshotsLastDay: 4,
    late: 3,
    failed: 3,
    missed: 10,
    discontinuities: 5,
    abandoned: 1,
    openDiscontinuity: open ?? null,
  };
  expect(open?.brokenAt).toBe(BOOK_TIME + 2095 * MINUTE);
  expect(await store.status([empty, busy, busy], { now })).toEqual([nothing(empty), all]);
  expect(await store.status([busy], { now, since: BOOK_TIME + 2000 * MINUTE })).toEqual([
    { ...all, snapshots: 5, late: 1, failed: 0, discontinuities: 3, abandoned: 0 },
  ]);
  expect(await store.status(undefined, { now })).toEqual([all, { ...nothing(quiet), missed: 5 }]);
  expect(await store.status([])).toEqual([]);
});
