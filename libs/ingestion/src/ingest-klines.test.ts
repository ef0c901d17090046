import {
  type Interval,
  type KlineTable,
  MaintenanceError,
  subtractRanges,
  type TimeRange,
  UnknownSymbolError,
} from '@marketloom/exchange';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ingestKlines } from './ingest-klines.ts';
import type { IngestProgress } from './ingest-progress.ts';
import type { IngestSummary } from './ingest-summary.ts';
import { IngestionError } from './ingestion-error.ts';
import { type ExchangeFixture, startExchangeFixture } from './testing/exchange-fixture.ts';
import { runStatement } from './testing/run-statement.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const start = Date.UTC(2024, 2, 1);
/** The exchange stood still for three hours. */
const outage: TimeRange = { start: start + DAY + 5 * MINUTE, end: start + DAY + 185 * MINUTE };

describe('ingestKlines', () => {
  let fixture: ExchangeFixture;
  beforeAll(async () => {
    fixture = await startExchangeFixture({ outages: [{ start: outage.start, end: outage.end }] });
  });
  beforeEach(() => {
    fixture.sandbox.faults.clear();
    fixture.sandbox.clearRequests();
  });
  afterAll(() => fixture?.close());

  const ingest = (symbols: string[], intervals: Interval[], range: TimeRange): Promise<IngestSummary> =>
    ingestKlines({
      exchange: fixture.open(),
      database: fixture.database,
      selection: { symbols },
      intervals,
      ...range,
    });
  const idOf = async (symbol: string): Promise<number> =>
    (await fixture.database.symbols.resolve(symbol))[0]?.id as number;
  /** Open time, close and quote volume of each row. */
  const stored = async (symbol: string, interval: Interval, range: TimeRange): Promise<unknown[]> => {
    const rows: unknown[] = [];
    for await (const table of fixture.database.klines.rows(await idOf(symbol), interval, range))
      rows.push(...pick(table));
    return rows;
  };
  const pick = ({ columns, length }: KlineTable): unknown[] =>
    Array.from({ length }, (_, row) => [
      columns.openTime[row],
      columns.close[row],
      columns.quoteVolume?.[row],
    ]);
  const truth = (market: 'spot' | 'usdm', native: string, interval: Interval, range: TimeRange): unknown[] =>
    fixture.sandbox.klines(market, native, interval, range).map((row) => [row[0], row[4], row[7]]);

  it('stores what the exchange has, and settles what it has not', async () => {
    const range = { start, end: start + 2 * DAY };
    const summary = await ingest(['ETH-USDT-PERP'], ['1m', '1h'], range);
    expect(summary.outcome).toBe('complete');
    expect(summary.series.map(({ interval, inserted, empty }) => [interval, inserted, empty])).toEqual([
      ['1m', 2 * 1440 - 180, 180],
      ['1h', 48 - 2, 2],
    ]);
    expect(await stored('ETH-USDT-PERP', '1m', range)).toEqual(truth('usdm', 'ETHUSDT', '1m', range));
    const [status] = await fixture.database.klines.status({
      symbolIds: [await idOf('ETH-USDT-PERP')],
      intervals: ['1m'],
    });
    expect(status?.coverage.map((one) => [one.start, one.end, one.status])).toEqual([
      [range.start, outage.start, 'stored'],
      [outage.start, outage.end, 'empty'],
      [outage.end, range.end, 'stored'],
    ]);
  });

  it('fetches exactly what is missing, whatever was asked for before', async () => {
    const quarter = fc.tuple(fc.nat(700), fc.integer({ min: 1, max: 400 }));
    let symbol = 0;
    const symbols = [
      'BNB-USDT-SPOT',
      'ETH-USDT-SPOT',
      'BTC-USDT-SPOT',
      'SOL-USDT-SPOT',
      'XRP-USDT-SPOT',
      'DOGE-USDT-SPOT',
    ];
    const known = (await fixture.database.symbols.list({ market: 'spot', status: 'trading' })).map((one) =>
      one.symbol.toString(),
    );
    const usable = symbols.filter((one) => known.includes(one));
    await fc.assert(
      fc.asyncProperty(fc.array(quarter, { minLength: 2, maxLength: 4 }), async (asked) => {
        const name = usable[symbol++ % usable.length] as string;
        const native = name.replace('-SPOT', '').replace('-', '');
        // Each round has its own days, so that none finds what another stored.
        const origin = start + 10 * DAY + symbol * 20 * DAY;
        const done = new Set<number>();
        for (const [first, count] of asked) {
          const range = { start: origin + first * 15 * MINUTE, end: origin + (first + count) * 15 * MINUTE };
          fixture.sandbox.clearRequests();
          const summary = await ingest([name], ['15m'], range);
          expect(summary.outcome).toBe('complete');
          let fresh = 0;
          for (let time = range.start; time < range.end; time += 15 * MINUTE) {
            if (!done.has(time)) fresh += 1;
            done.add(time);
          }
          expect(summary.series[0]?.inserted).toBe(fresh);
          const requests = fixture.sandbox.requests.filter(({ endpoint }) => endpoint === 'klines');
          expect(requests.length > 0).toBe(fresh > 0);
          for (const { query } of requests) {
            expect(Number(query['startTime'])).toBeGreaterThanOrEqual(range.start);
            expect(Number(query['endTime'])).toBeLessThan(range.end);
          }
          expect(await stored(name, '15m', range)).toEqual(truth('spot', native, '15m', range));
        }
      }),
      { numRuns: 12 },
    );
  });

  it('begins at the first candle there is, and remembers where that was', async () => {
    const options = {
      exchange: fixture.open(),
      database: fixture.database,
      selection: { symbols: ['BTC-USDT-SPOT'] },
    };
    const end = Date.UTC(2018, 0, 1);
    const listed = await ingestKlines({ ...options, intervals: ['1d'], start: 'listing', end });
    expect(listed.outcome).toBe('complete');
    const [first] = (await stored('BTC-USDT-SPOT', '1d', { start: 0, end })) as [[number]];
    expect(listed.series[0]?.requested).toEqual({ start: first[0], end });
    fixture.sandbox.clearRequests();
    const again = await ingestKlines({ ...options, intervals: ['1d'], start: 'listing', end });
    expect(again.series[0]).toMatchObject({ fetched: 0, requests: 0, unresolved: [] });
    const earlier = await ingestKlines({ ...options, intervals: ['1d'], start: Date.UTC(2012, 0, 1), end });
    expect(earlier.series[0]).toMatchObject({ requests: 0, unresolved: [] });
    expect(fixture.sandbox.requests).toEqual([]);
  });

  it('settles what lies before the first candle as unavailable, without paging through it', async () => {
    const summary = await ingest(['BNB-USDT-PERP'], ['1m'], {
      start: Date.UTC(2012, 0, 1),
      end: Date.UTC(2012, 6, 1),
    });
    expect(summary.outcome).toBe('complete');
    expect(summary.series[0]).toMatchObject({ inserted: 0, unavailable: 182 * 1440 });
    expect(fixture.sandbox.requests.filter(({ endpoint }) => endpoint === 'klines').length).toBeLessThan(5);
  });

  it('stores the candles of a series that does not tell where it begins, and leaves what lies before open', async () => {
    const exchange = fixture.open();
    const details = { exchange: 'binance', operation: 'firstKlineOpenTime' };
    exchange.firstKlineOpenTime = () => Promise.reject(new MaintenanceError('not now', details));
    const range = { start: Date.UTC(2017, 0, 2), end: Date.UTC(2018, 0, 1) };
    const symbols = ['BTC-USDT-SPOT'];
    const { database } = fixture;
    const run = { exchange, database, selection: { symbols }, intervals: ['1w'] as const, ...range };
    const { outcome, series } = await ingestKlines(run);
    const rows = truth('spot', 'BTCUSDT', '1w', range);
    expect(await stored('BTC-USDT-SPOT', '1w', range)).toEqual(rows);
    const [first] = rows as [[number]];
    expect([outcome, series[0]?.inserted]).toEqual(['partial', rows.length]);
    expect(series[0]?.unresolved).toMatchObject([
      { start: range.start, end: first[0], reason: { kind: 'maintenance' } },
    ]);
  });

  it('stores no candle that is still open, and asks for nothing again in the same minute', async () => {
    const now = Date.now();
    const summary = await ingest(['BTC-USDT-PERP'], ['1m'], {
      start: now - 90 * MINUTE,
      end: now + 30 * MINUTE,
    });
    expect(summary.outcome).toBe('complete');
    const [series] = summary.series;
    expect(series?.notClosedYet?.end).toBeGreaterThan(now);
    const [status] = await fixture.database.klines.status({ symbolIds: [await idOf('BTC-USDT-PERP')] });
    expect(status?.last).toBeLessThanOrEqual(now - MINUTE);
    expect(series?.inserted).toBeGreaterThan(80);
  });

  it('tells how it goes on', async () => {
    const seen: IngestProgress[] = [];
    await ingestKlines({
      exchange: fixture.exchange,
      database: fixture.database,
      selection: { filter: { market: 'coinm' } },
      intervals: ['1d'],
      start: Date.UTC(2025, 0, 1),
      end: Date.UTC(2025, 3, 1),
      concurrency: 2,
      onProgress: (progress) => seen.push(progress),
    });
    const planned = seen.find((one) => one.type === 'planned');
    const count = planned?.series.length ?? 0;
    expect(count).toBeGreaterThan(1);
    expect(seen.filter((one) => one.type === 'begun')).toHaveLength(count);
    // The same object throughout, so that a display can keep by it what it shows.
    const named = seen.flatMap((one) => (one.type === 'planned' ? [] : [one.series]));
    for (const series of named) expect(planned?.series).toContain(series);
    expect(seen.filter((one) => one.type === 'ended')).toHaveLength(count);
    let running = 0;
    for (const { type } of seen) {
      if (type === 'begun') running += 1;
      if (type === 'ended') running -= 1;
      expect(running).toBeLessThanOrEqual(2);
    }
    const missing = seen.reduce((sum, one) => sum + (one.type === 'begun' ? one.candles : 0), 0);
    const advanced = seen.reduce((sum, one) => sum + (one.type === 'advanced' ? one.candles : 0), 0);
    expect(advanced).toBe(missing);
  });

  it('passes over what is halted or delisted when told to check', async () => {
    const entries = await fixture.database.symbols.list({ status: ['halted', 'delisted'] });
    expect(entries.length).toBeGreaterThan(0);
    const [entry] = entries;
    const summary = await ingestKlines({
      exchange: fixture.exchange,
      database: fixture.database,
      selection: { symbols: [entry?.symbol.toString() as string] },
      intervals: ['1h'],
      start,
      end: start + DAY,
      checkStatus: true,
    });
    expect(summary.series[0]).toMatchObject({ skipped: entry?.status, fetched: 0, unresolved: [] });
  });

  it('says by the ledger what remains when it is stopped before it begins', async () => {
    const range = { start: start + 100 * DAY, end: start + 101 * DAY };
    const summary = await ingestKlines({
      exchange: fixture.exchange,
      database: fixture.database,
      selection: { symbols: ['ETH-USDT-PERP', 'BTC-USDT-PERP'] },
      intervals: ['1m'],
      ...range,
      signal: AbortSignal.abort(new Error('enough')),
    });
    expect(summary).toMatchObject({ outcome: 'failed', interrupted: true });
    for (const { unresolved } of summary.series) {
      expect(unresolved).toMatchObject([{ ...range, reason: { kind: 'interrupted' } }]);
    }
    expect(fixture.sandbox.requests).toEqual([]);
  });

  it('says of what a ban kept it from that it was the ban, and not of what has not closed', async () => {
    fixture.sandbox.faults.add({ kind: 'ban', endpoint: 'klines', market: 'usdm', retryAfter: 400 });
    const now = Date.now();
    const summary = await ingestKlines({
      exchange: fixture.open(),
      database: fixture.database,
      selection: { symbols: ['ETH-USDT-PERP', 'BTC-USDT-PERP'] },
      intervals: ['1M'],
      start: now - 90 * DAY,
      concurrency: 1,
    });
    expect(summary).toMatchObject({ outcome: 'failed', interrupted: false });
    for (const { unresolved, notClosedYet } of summary.series) {
      expect(unresolved).toMatchObject([{ reason: { kind: 'ban' }, end: notClosedYet?.start }]);
    }
    expect(summary.series[1]?.unresolved[0]?.reason.message).toContain('not fetched, since binance: ');
  });

  it('tells by the ledger what was stored before the connections broke, and goes on from there', async () => {
    const range = { start: start + 200 * DAY, end: start + 205 * DAY };
    fixture.sandbox.faults.add({ kind: 'slow', endpoint: 'klines', delayMs: 40, times: 'always' });
    let breaking: Promise<void> | undefined;
    let rows = 0;
    const summary = await ingestKlines({
      exchange: fixture.exchange,
      database: fixture.database,
      selection: { symbols: ['BTC-USDT-SPOT'] },
      intervals: ['1m'],
      ...range,
      batchRows: 500,
      onProgress: (progress) => {
        rows += progress.type === 'advanced' ? progress.rows : 0;
        if (rows >= 3000) breaking ??= breakConnections(fixture.databaseUrl);
      },
    });
    await breaking;
    expect(summary.outcome).toBe('partial');
    const [series] = summary.series;
    expect(series?.failure?.kind).toBe('storage');
    const [status] = await fixture.database.klines.status({
      symbolIds: [await idOf('BTC-USDT-SPOT')],
      intervals: ['1m'],
    });
    const left = subtractRanges([range], status?.coverage ?? []);
    expect(series?.unresolved.map((one) => ({ start: one.start, end: one.end }))).toEqual(left);
    expect(left).not.toEqual([range]);

    fixture.sandbox.faults.clear();
    const again = await ingest(['BTC-USDT-SPOT'], ['1m'], range);
    expect(again.outcome).toBe('complete');
    expect(await stored('BTC-USDT-SPOT', '1m', range)).toEqual(truth('spot', 'BTCUSDT', '1m', range));
  });

  it('refuses what cannot be before it asks for anything', async () => {
    const range = { start, end: start + DAY };
    await expect(ingest(['ETH-USTD-PERP'], ['1m'], range)).rejects.toThrow(UnknownSymbolError);
    await expect(ingest(['ETH-USTD-PERP'], ['1m'], range)).rejects.toThrow('ETH-USDT-PERP');
    await expect(ingest(['ETH-USDT-PERP'], [], range)).rejects.toThrow(IngestionError);
    await expect(ingest(['ETH-USDT-PERP'], ['1m'], { start, end: start })).rejects.toThrow(
      'not before the end',
    );
    await expect(
      ingest(['ETH-USDT-PERP'], ['1m'], { start: Date.now() + DAY, end: Date.now() + 2 * DAY }),
    ).rejects.toThrow('not in the past');
    expect(fixture.sandbox.requests).toEqual([]);
  });
});

/** Ends every other connection to a database, as a server does that is restarted. */
function breakConnections(url: string): Promise<void> {
  return runStatement(
    url,
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
}
