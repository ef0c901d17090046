import { NetworkError } from '@marketloom/exchange';
import type { CatalogueEntry, StoredOrderBook } from '@marketloom/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordLiveOrderBooks, type RecordLiveOrderBooksOptions } from './record-live-order-books.ts';
import type { StreamProgress, StreamState } from './stream-progress.ts';
import type { StreamSummary } from './stream-summary.ts';
import { type ExchangeFixture, startExchangeFixture } from './testing/exchange-fixture.ts';
import { advance, begin, endOf, gapOf, liveBook, ScriptedBooks } from './testing/scripted-books.ts';

describe('recordLiveOrderBooks', () => {
  let fixture: ExchangeFixture;
  beforeAll(async () => {
    fixture = await startExchangeFixture();
  });
  afterAll(() => fixture?.close());

  const entryOf = async (symbol: string): Promise<CatalogueEntry> => {
    const [entry] = await fixture.database.symbols.resolve(symbol);
    if (entry === undefined) throw new Error(`there is no ${symbol}`);
    return entry;
  };
  const newestOf = ({ id }: CatalogueEntry): Promise<StoredOrderBook | null> =>
    fixture.database.orderBooks.newest(id);

  /** A run in the background, every slot of which can be awaited. */
  const start = (symbol: string, options: Partial<RecordLiveOrderBooksOptions> = {}) => {
    const books = new ScriptedBooks(fixture.exchange);
    const events: StreamProgress[] = [];
    const waiting: { readonly isIt: (state: StreamState) => boolean; readonly resolve: () => void }[] = [];
    const stop = new AbortController();
    const ended: Promise<StreamSummary> = recordLiveOrderBooks({
      exchange: books.exchange,
      database: fixture.database,
      selection: { symbols: [symbol] },
      everyMs: 50,
      signal: stop.signal,
      onProgress: (event) => {
        events.push(event);
        if (event.type !== 'state') return;
        for (const one of waiting.filter(({ isIt }) => isIt(event))) {
          waiting.splice(waiting.indexOf(one), 1);
          one.resolve();
        }
      },
      ...options,
    });
    return {
      books,
      events,
      ended,
      /** Waits for a slot after which things are so. */
      until: (isIt: (state: StreamState) => boolean): Promise<void> =>
        Promise.race([
          new Promise<void>((resolve) => void waiting.push({ isIt, resolve })),
          ended.then((summary) => Promise.reject(new Error(`it has ended: ${summary.outcome}`))),
        ]),
      stop: (): Promise<StreamSummary> => {
        stop.abort(new Error('enough'));
        return ended;
      },
    };
  };

  it('stores the book of each slot from when it is whole, and one that has not changed once', async () => {
    const entry = await entryOf('BTC-USDT-SPOT');
    const run = start('BTC-USDT-SPOT', { depth: 1 });
    await run.until(({ waiting }) => waiting === 1);
    const live = liveBook(entry, 1000);
    run.books.happen({ kind: 'book', book: live });
    await run.until(({ total }) => total.stored === 1 && total.duplicate >= 2);
    advance(live, 1001);
    advance(live, 1002);
    await run.until(({ total }) => total.stored === 2);
    expect(await newestOf(entry)).toMatchObject({
      lastUpdateId: 1002n,
      exchangeTs: live.exchangeTs,
      receivedAt: live.receivedAt,
      depth: 1,
      bids: live.snapshot(1).bids,
      asks: live.snapshot(1).asks,
    });
    const summary = await run.stop();
    // On a busy machine slots may pass unused.
    const { missed } = summary.total;
    expect(summary).toMatchObject({ interrupted: true, failure: null });
    expect(summary.outcome).toBe(missed === 0 ? 'complete' : 'partial');
    const [book] = summary.books;
    expect(book).toMatchObject({ stored: 2, lost: 0, gaps: 0, updates: 3 });
    expect(book?.slots).toBe(2 + missed + (book?.duplicate ?? 0));
    expect(run.books.isClosed).toBe(true);
    expect(run.events.filter(({ type }) => type === 'live')).toHaveLength(1);
    const lapses = await fixture.database.orderBooks.lapses(entry.id);
    const slotsOf = (kind: string): number =>
      lapses.reduce((sum, lapse) => sum + (lapse.kind === kind ? lapse.slots : 0), 0);
    expect([slotsOf('late'), slotsOf('missed')]).toEqual([book?.late, missed]);
  });

  it('misses the slots in which the book is broken, and records when it was', async () => {
    const entry = await entryOf('ETH-USDT-SPOT');
    const run = start('ETH-USDT-SPOT');
    const live = liveBook(entry, 1000);
    run.books.happen({ kind: 'book', book: live });
    await run.until(({ total }) => total.stored === 1);
    live.invalidate();
    const gap = gapOf(live);
    run.books.happen({ kind: 'broken', discontinuity: gap });
    await run.until(({ broken, total }) => broken === 1 && total.missed >= 3);
    const { orderBooks } = fixture.database;
    expect(await orderBooks.discontinuities(entry.id)).toMatchObject([
      { brokenAt: gap.brokenAt, reason: 'gap', resumedAt: null, abandonedAt: null },
    ]);
    begin(live, 1005);
    const over = endOf(gap, 1005);
    run.books.happen({ kind: 'resumed', discontinuity: over });
    run.books.happen({ kind: 'book', book: live });
    await run.until(({ total }) => total.stored === 2);
    const { books, total, outcome } = await run.stop();
    expect(outcome).toBe('partial');
    expect(books[0]).toMatchObject({
      stored: 2,
      gaps: 1,
      longestGapMs: over.resumedAt - over.brokenAt,
      openGap: null,
      lastFailure: expect.objectContaining({ kind: expect.stringMatching(/^(gap|passed)$/) }),
    });
    expect(await orderBooks.discontinuities(entry.id)).toMatchObject([
      { brokenAt: gap.brokenAt, resumedAt: over.resumedAt, resumedUpdateId: 1005n, abandonedAt: null },
    ]);
    const missed = (await orderBooks.lapses(entry.id)).filter(({ kind }) => kind === 'missed');
    expect(missed.reduce((sum, { slots }) => sum + slots, 0)).toBe(total.missed);
    expect(missed.map(({ reason }) => reason)).toContain('gap: an update is missing');
  });

  it('goes on while the database is away: what there is no room for is lost, counted, and recorded later', async () => {
    const entry = await entryOf('DOGE-USDT-SPOT');
    const name = new URL(fixture.databaseUrl).pathname.slice(1);
    const run = start('DOGE-USDT-SPOT', { maximumLevels: 8 });
    const live = liveBook(entry, 1000);
    run.books.happen({ kind: 'book', book: live });
    await run.until(({ total }) => total.stored === 1);
    const changes = setInterval(() => advance(live, Number(live.lastUpdateId) + 1), 10);
    try {
      await fixture.onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await fixture.onServer(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      );
      live.invalidate();
      const gap = gapOf(live);
      run.books.happen({ kind: 'broken', discontinuity: gap });
      await run.until(({ broken }) => broken === 1);
      begin(live, 2000);
      run.books.happen({ kind: 'resumed', discontinuity: endOf(gap, 2000) });
      // On a busy machine some are lost before it is seen to be away.
      let lostBefore = Number.POSITIVE_INFINITY;
      await run.until(({ total, away }) => {
        if (away !== null) lostBefore = Math.min(lostBefore, total.lost);
        return total.lost >= lostBefore + 3;
      });
      await fixture.onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      // Nothing changes any more, so that nothing has to wait once the database is back.
      clearInterval(changes);
      await run.until(({ unwritten, away }) => unwritten === 0 && away === null);
    } finally {
      clearInterval(changes);
      await fixture.onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    }
    const { outcome, total, unrecordedGaps, unrecordedSlots } = await run.stop();
    expect({ outcome, unrecordedGaps, unrecordedSlots }).toEqual({
      outcome: 'partial',
      unrecordedGaps: 0,
      unrecordedSlots: 0,
    });
    const { orderBooks } = fixture.database;
    const failed = (await orderBooks.lapses(entry.id)).filter(({ kind }) => kind === 'failed');
    expect(failed.reduce((sum, { slots }) => sum + slots, 0)).toBe(total.lost);
    expect(failed.map(({ reason }) => reason).join('\n')).toContain('the database was away');
    expect(await orderBooks.discontinuities(entry.id)).toMatchObject([{ resumedUpdateId: 2000n }]);
    const [status] = await orderBooks.status([entry.id]);
    expect(status?.snapshots).toBe(total.stored);
  });

  it('marks a gap that is not over at the end as abandoned, as it does with one of a run that was cut off', async () => {
    const entry = await entryOf('BNB-USDT-SPOT');
    const { orderBooks } = fixture.database;
    const live = liveBook(entry, 1000);
    const earlier = gapOf(live, { brokenAt: Date.now() - 60_000 });
    await orderBooks.recordDiscontinuities([{ symbolId: entry.id, discontinuity: earlier }]);
    const run = start('BNB-USDT-SPOT');
    run.books.happen({ kind: 'book', book: live });
    await run.until(({ total }) => total.stored === 1);
    live.invalidate();
    run.books.happen({ kind: 'broken', discontinuity: gapOf(live, { reason: 'disconnected' }) });
    await run.until(({ total }) => total.missed >= 1);
    const { abandonedGaps, books, startedAt, unrecordedGaps } = await run.stop();
    expect({ abandonedGaps, unrecordedGaps }).toEqual({ abandonedGaps: 1, unrecordedGaps: 0 });
    expect(books[0]?.openGap).toMatchObject({ reason: 'disconnected' });
    const [first, second] = await orderBooks.discontinuities(entry.id);
    expect(first).toMatchObject({ reason: 'gap', abandonedAt: startedAt, resumedAt: null });
    expect(second).toMatchObject({ reason: 'disconnected', resumedAt: null });
    expect(second?.abandonedAt).toBeGreaterThan(second?.brokenAt ?? 0);
  });

  it('counts the slots of a book that never becomes whole when patience is over', async () => {
    const run = start('SOL-USDT-SPOT', { patienceMs: 200 });
    await run.until(({ total }) => total.missed >= 2);
    const { outcome, books } = await run.stop();
    expect(outcome).toBe('failed');
    expect(books[0]).toMatchObject({ stored: 0, wasWhole: false, lastFailure: { kind: 'notSynchronised' } });
  });

  it('ends by itself after its slots, and after its time', async () => {
    const counted = start('XRP-USDT-SPOT', { count: 3 });
    counted.books.happen({ kind: 'book', book: liveBook(await entryOf('XRP-USDT-SPOT'), 7) });
    const { interrupted, total } = await counted.ended;
    expect({ interrupted, ...total }).toMatchObject({ interrupted: false, slots: 3, stored: 1 });
    expect(total.duplicate + total.missed).toBe(2);
    const timed = start('XRP-USDT-SPOT', { durationMs: 60 });
    timed.books.happen({ kind: 'book', book: liveBook(await entryOf('XRP-USDT-SPOT'), 8) });
    expect((await timed.ended).total.slots).toBeLessThanOrEqual(2);
  });

  it('ends when the streams do, and says why', async () => {
    const run = start('BTC-USDT-PERP');
    run.books.happen({ kind: 'book', book: liveBook(await entryOf('BTC-USDT-PERP'), 7) });
    await run.until(({ total }) => total.stored === 1);
    run.books.fail(new NetworkError('refused for good', { exchange: 'binance', operation: 'test' }));
    const { outcome, failure, interrupted } = await run.ended;
    expect({ outcome, interrupted }).toEqual({ outcome: 'partial', interrupted: false });
    expect(failure).toMatchObject({ kind: 'network' });
  });

  it('refuses what cannot be before anything is opened', async () => {
    const refused = (options: Partial<RecordLiveOrderBooksOptions>): Promise<unknown> =>
      start('BTC-USDT-SPOT', options).ended.catch(({ message }: Error) => message);
    expect(await refused({ everyMs: 0 })).toContain('0 ms');
    expect(await refused({ count: 0 })).toContain('number of slots is 0');
    expect(await refused({ durationMs: 0 })).toContain('no slot');
    expect(await refused({ selection: { symbols: ['BTC-USTD-SPOT'] } })).toContain('BTC-USDT-SPOT');
    const { exchange } = fixture;
    const without = {
      id: exchange.id,
      capabilities: { spot: { orderBook: {} } },
      useInstruments: () => undefined,
    } as unknown as typeof exchange;
    expect(await refused({ exchange: without })).toContain(
      'BTC-USDT-SPOT: the spot market of binance has no stream',
    );
  });
});
