import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pollOrderBooks } from './poll-order-books.ts';
import { type ExchangeFixture, startExchangeFixture } from './testing/exchange-fixture.ts';

describe('pollOrderBooks', () => {
  let fixture: ExchangeFixture;
  beforeAll(async () => {
    fixture = await startExchangeFixture();
  });
  afterEach(() => fixture?.sandbox.faults.clear());
  afterAll(() => fixture?.close());

  it('takes a single one at once, and stores all of it', async () => {
    const { exchange, database } = fixture;
    const selection = { symbols: ['BTC-USDT-SPOT'] };
    const options = { exchange, database, selection, everyMs: 3_600_000, depth: 100, count: 1 };
    const summary = await pollOrderBooks(options);
    expect(summary).toMatchObject({
      outcome: 'complete',
      total: { slots: 1, taken: 1, stored: 1 },
      books: [{ slots: 1, taken: 1, stored: 1, lastFailure: null }],
      unrecordedSlots: 0,
    });
    const newest = await database.orderBooks.newest(summary.books[0]?.entry.id as number);
    expect(newest?.bids).toHaveLength(100);
    expect(newest?.asks[0]?.price.gt(newest?.bids[0]?.price ?? 0)).toBe(true);
  });

  it('polls what a filter means, save what does not trade', async () => {
    const { exchange, database } = fixture;
    const listed = await database.symbols.list({ quote: 'USDT', type: 'PERP' });
    const trading = listed.filter(({ status }) => status === 'trading');
    const selection = { filter: { quote: 'USDT', type: 'PERP' } } as const;
    const summary = await pollOrderBooks({ exchange, database, selection, depth: 5, count: 1 });
    expect(summary.books.map(({ entry }) => entry.id)).toEqual(trading.map(({ id }) => id));
    expect(trading.length).toBeGreaterThan(8);
    expect(summary).toMatchObject({ outcome: 'complete', total: { stored: trading.length } });
  });

  it('one that is slow misses its own slots, and costs the others none', async () => {
    fixture.sandbox.faults.add({
      kind: 'slow',
      delayMs: 700,
      endpoint: 'depth',
      symbol: 'BNBUSDT',
      times: 'always',
    });
    const { exchange, database } = fixture;
    const selection = { symbols: ['BNB-USDT-SPOT', 'SOL-USDT-SPOT'] };
    const summary = await pollOrderBooks({ exchange, database, selection, everyMs: 500, count: 8 });
    const [slow, quick] = summary.books;
    expect(slow).toMatchObject({ slots: 8, failed: 0 });
    expect(slow?.missed).toBeGreaterThan(0);
    expect(slow?.late).toBeGreaterThan(0);
    expect(quick).toMatchObject({ slots: 8, failed: 0 });
    expect(quick?.missed).toBeLessThan(slow?.missed as number);
    expect(summary.outcome).toBe('partial');
    const lapses = await database.orderBooks.lapses(slow?.entry.id as number);
    expect(lapses.find(({ kind }) => kind === 'missed')?.reason).toBe(
      'the snapshot before was still in hand',
    );
  });

  it('counts what fails, says and records why, and goes on', async () => {
    fixture.sandbox.faults.add({ kind: 'book-crossed', endpoint: 'depth', times: 1 });
    const { exchange, database } = fixture;
    const selection = { symbols: ['XRP-USDT-SPOT'] };
    const told: string[] = [];
    const summary = await pollOrderBooks({
      exchange,
      database,
      selection,
      everyMs: 200,
      count: 3,
      onLapse: (_, { kind }) => told.push(kind),
    });
    expect(summary).toMatchObject({
      outcome: 'partial',
      books: [{ failed: 1, lastFailure: { kind: 'badResponse' } }],
    });
    expect(told.filter((kind) => kind === 'failed')).toEqual(['failed']);
    const lapses = await database.orderBooks.lapses(summary.books[0]?.entry.id as number);
    expect(lapses.find(({ kind }) => kind === 'failed')?.reason).toContain('crossed');
  });

  it('fails when nothing came', async () => {
    fixture.sandbox.faults.add({ kind: 'book-empty', endpoint: 'depth', times: 'always' });
    const { exchange, database } = fixture;
    const selection = { symbols: ['BNB-USDT-SPOT'] };
    const summary = await pollOrderBooks({ exchange, database, selection, count: 1 });
    expect(summary).toMatchObject({ outcome: 'failed', total: { slots: 1, failed: 1 } });
  });

  it('ends when it is told to, and accounts for the slots up to then', async () => {
    const controller = new AbortController();
    const { exchange, database } = fixture;
    const summary = await pollOrderBooks({
      exchange,
      database,
      selection: { symbols: ['BTC-USDT-PERP'] },
      everyMs: 100,
      depth: 50,
      signal: controller.signal,
      onProgress: ({ total }) => {
        if (total.stored === 2) controller.abort();
      },
    });
    expect(summary.interrupted).toBe(true);
    const { slots, taken, late, failed, missed } = summary.total;
    expect(taken + late + failed + missed).toBe(slots);
    expect(taken + late).toBeGreaterThanOrEqual(2);
  });

  it.each([
    [{ everyMs: 0 }, 'the time between two slots is 0 ms'],
    [{ everyMs: 1.5 }, 'the time between two slots is 1.5 ms'],
    [{ count: 0 }, 'the number of slots is 0'],
    [{ everyMs: 86_400_000, durationMs: 1 }, 'no slot begins within 1 ms'],
    [{ depth: 9_999 }, 'a depth of 9999 is more than the 5000 levels there are'],
  ])('refuses %j', async (wrong, says) => {
    const { exchange, database } = fixture;
    const options = { exchange, database, selection: { symbols: ['BTC-USDT-SPOT'] }, ...wrong };
    await expect(pollOrderBooks(options)).rejects.toThrow(says);
  });
});
