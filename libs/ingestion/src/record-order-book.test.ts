import { type Clock, systemClock } from '@marketloom/exchange';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recordOrderBook } from './record-order-book.ts';
import { type ExchangeFixture, startExchangeFixture } from './testing/exchange-fixture.ts';

describe('recordOrderBook', () => {
  let fixture: ExchangeFixture;
  beforeAll(async () => {
    fixture = await startExchangeFixture();
  });
  afterEach(() => fixture?.sandbox.faults.clear());
  afterAll(() => fixture?.close());

  it('takes a single one at once, and stores all of it', async () => {
    const seen: number[] = [];
    const { exchange, database } = fixture;
    const summary = await recordOrderBook({
      exchange,
      database,
      symbol: 'BTC-USDT-SPOT',
      depth: 100,
      count: 1,
      onSnapshot: (_, snapshot) => seen.push(snapshot.bids.length),
    });
    expect(summary).toMatchObject({
      outcome: 'complete',
      missedSlots: 0,
      books: [{ stored: 1, duplicate: 0, failed: 0 }],
    });
    const newest = await database.orderBooks.newest(summary.books[0]?.entry.id as number);
    expect(newest?.bids).toHaveLength(seen[0] as number);
    expect(newest?.asks[0]?.price.gt(newest?.bids[0]?.price ?? 0)).toBe(true);
  });

  it('keeps to the slots of the clock, several symbols together', async () => {
    const slots: number[] = [];
    let told = 0;
    const clock: Clock = {
      now: () => (told = systemClock.now()),
      sleep: async (delayMs, signal) => {
        // From the time that the delay was reckoned from: reading the clock again may tell a later one.
        slots.push(told + delayMs);
        await systemClock.sleep(delayMs, signal);
      },
    };
    const { exchange, database } = fixture;
    const symbol = ['ETH-USDT-SPOT', 'ETH-USDT-PERP'];
    const summary = await recordOrderBook({ exchange, database, symbol, everyMs: 200, count: 4, clock });
    expect(summary.outcome).toBe('complete');
    for (const { stored, duplicate } of summary.books) expect(stored + duplicate).toBe(4);
    for (const slot of slots) expect(slot % 200).toBe(0);
  });

  it('one that hangs costs the others no slot', async () => {
    fixture.sandbox.faults.add({
      kind: 'slow',
      delayMs: 4000,
      endpoint: 'depth',
      symbol: 'BNBUSDT',
      times: 'always',
    });
    const { exchange, database } = fixture;
    const symbol = ['BNB-USDT-SPOT', 'SOL-USDT-SPOT'];
    const summary = await recordOrderBook({ exchange, database, symbol, everyMs: 1500, count: 2 });
    const [slow, quick] = summary.books;
    expect(slow).toMatchObject({ stored: 2, failed: 0 });
    expect(slow?.missed).toBeGreaterThan(0);
    expect(quick).toMatchObject({ failed: 0, missed: 0 });
    expect(summary.missedSlots).toBe(slow?.missed);
  });

  it('counts what fails, says why, and goes on', async () => {
    fixture.sandbox.faults.add({ kind: 'book-crossed', endpoint: 'depth', times: 1 });
    const { exchange, database } = fixture;
    const summary = await recordOrderBook({
      exchange,
      database,
      symbol: 'BNB-USDT-SPOT',
      everyMs: 100,
      count: 3,
    });
    expect(summary).toMatchObject({
      outcome: 'partial',
      books: [{ failed: 1, lastFailure: { kind: 'badResponse' } }],
    });
    const [book] = summary.books;
    expect((book?.stored ?? 0) + (book?.duplicate ?? 0)).toBe(2);
  });

  it('fails when nothing came', async () => {
    fixture.sandbox.faults.add({ kind: 'book-empty', endpoint: 'depth', times: 'always' });
    const { exchange, database } = fixture;
    const summary = await recordOrderBook({ exchange, database, symbol: 'BNB-USDT-SPOT', count: 1 });
    expect(summary).toMatchObject({ outcome: 'failed', books: [{ stored: 0, failed: 1 }] });
  });

  it('ends when it is told to', async () => {
    const controller = new AbortController();
    const { exchange, database } = fixture;
    const summary = await recordOrderBook({
      exchange,
      database,
      symbol: 'BTC-USDT-PERP',
      everyMs: 100,
      signal: controller.signal,
      onSnapshot: () => controller.abort(),
    });
    expect(summary).toMatchObject({ outcome: 'complete', interrupted: true });
    expect(summary.books[0]?.stored).toBe(1);
  });
});
