import { floorToInterval, UnknownSymbolError } from '@marketloom/exchange';
import { openDatabase } from '@marketloom/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FollowKlinesOptions } from './follow-klines.ts';
import type { FollowState } from './follow-progress.ts';
import { IngestionError } from './ingestion-error.ts';
import { type FollowFixture, type Following, startFollowFixture } from './testing/follow-fixture.ts';

const MINUTE = 60_000;
const SPOT = ['BTC-USDT-SPOT', 'ETH-USDT-SPOT', 'BNB-USDT-SPOT', 'SOL-USDT-SPOT', 'XRP-USDT-SPOT'];

describe('followKlines', () => {
  let fixture: FollowFixture;
  beforeAll(async () => {
    fixture = await startFollowFixture(60, { furtherSpot: 30 });
  });
  beforeEach(() => {
    fixture.sandbox.faults.clear();
    fixture.sandbox.clearRequests();
  });
  afterAll(() => fixture?.close());

  const minutesAgo = (count: number): number => floorToInterval(fixture.clock.now(), '1m') - count * MINUTE;

  it('catches up, then stores every candle once it has closed, and none sooner', async () => {
    const start = minutesAgo(120);
    const run = fixture.follow({
      selection: { symbols: SPOT },
      intervals: ['1m', '3m'],
      start,
      durationMs: 7 * MINUTE,
    });
    const summary = await run.ended;
    expect(summary).toMatchObject({ outcome: 'complete', interrupted: false });
    expect(run.events.filter(({ type }) => type === 'caughtUp')).toHaveLength(1);
    expect(run.events.filter(({ type }) => type === 'failed' || type === 'outage')).toEqual([]);
    for (const { entry, interval, stored, revisions, missing, lagMs } of summary.series) {
      const length = interval === '1m' ? MINUTE : 3 * MINUTE;
      expect({ revisions, missing, lagMs }).toEqual({ revisions: 0, missing: 0, lagMs: 0 });
      expect(stored).toBeGreaterThanOrEqual(Math.floor((125 * MINUTE) / length));
      const first = Math.ceil(start / length) * length;
      expect(await fixture.faultsOf(entry.symbol.toString(), interval, first)).toEqual([]);
    }
  });

  it('goes on where what is stored ends; a new series begins with the newest closed candle', async () => {
    const start = minutesAgo(300);
    const before = fixture.follow({
      selection: { symbols: ['DOGE-USDT-SPOT'] },
      intervals: ['1m'],
      start,
      durationMs: 1,
    });
    expect((await before.ended).outcome).toBe('complete');
    await fixture.clock.sleep(5 * MINUTE);
    const newest = minutesAgo(1);
    const run = fixture.follow({
      selection: { symbols: ['DOGE-USDT-SPOT', 'BNB-BTC-SPOT'] },
      intervals: ['1m'],
      durationMs: 2 * MINUTE,
    });
    const { series } = await run.ended;
    expect(series.map(({ missing }) => missing)).toEqual([0, 0]);
    expect(series[0]?.stored).toBeLessThan(20);
    expect(await fixture.faultsOf('DOGE-USDT-SPOT', '1m', start)).toEqual([]);
    expect(await fixture.faultsOf('BNB-BTC-SPOT', '1m', newest)).toEqual([]);
  });

  it('fills what an outage of the exchange left open; one request at a time looks whether it is back', async () => {
    const start = minutesAgo(10);
    const run = fixture.follow({ selection: { symbols: SPOT }, intervals: ['1m'], start });
    await run.next('caughtUp');
    fixture.sandbox.faults.add({ kind: 'server-error', endpoint: 'klines', times: 'always' });
    expect(await run.next('outage')).toMatchObject({ of: 'spot', failure: { kind: 'maintenance' } });
    fixture.sandbox.clearRequests();
    await run.next('state');
    await run.next('state');
    await run.next('state');
    // Were each of them tried again by itself, there would be five times as many.
    expect(fixture.sandbox.counters.total).toBeLessThan(15);
    fixture.sandbox.faults.clear();
    expect(await run.next('recovered')).toMatchObject({ of: 'spot' });
    const wellAgain = await nextCurrent(run);
    expect(wellAgain).toMatchObject({ behind: 0, current: SPOT.length });
    const { series, interrupted } = await run.stop();
    expect(interrupted).toBe(true);
    expect(series.some(({ failures }) => failures > 0)).toBe(true);
    for (const symbol of SPOT) expect(await fixture.faultsOf(symbol, '1m', start)).toEqual([]);
  });

  it('says of each series that is behind why, also of those that were not tried during an outage', async () => {
    const symbols = Array.from(
      { length: 30 },
      (_, index) => `SIM0${String(index + 1).padStart(2, '0')}-USDT-SPOT`,
    );
    const run = fixture.follow({ selection: { symbols }, intervals: ['1m'] });
    await run.next('caughtUp');
    fixture.sandbox.faults.add({ kind: 'server-error', endpoint: 'klines', times: 'always' });
    await run.next('outage');
    await run.next('state');
    await run.next('state');
    const { outcome, series } = await run.stop();
    expect(outcome).toBe('partial');
    expect(series.map(({ reason }) => reason?.kind)).toEqual(symbols.map(() => 'maintenance'));
    expect(series.some(({ failures }) => failures === 0)).toBe(true);
  });

  it('tries one series again that fails, and goes on with the others', async () => {
    const start = minutesAgo(10);
    fixture.sandbox.faults.add({ kind: 'rows-nan', symbol: 'ETHUSDT', times: 'always' });
    const run = fixture.follow({
      selection: { symbols: SPOT },
      intervals: ['1m'],
      start,
      durationMs: 4 * MINUTE,
    });
    const summary = await run.ended;
    expect(summary.outcome).toBe('partial');
    const behind = summary.series.filter(({ missing }) => missing !== 0);
    expect(behind.map(({ entry }) => entry.exchangeSymbol)).toEqual(['ETHUSDT']);
    expect(behind[0]).toMatchObject({
      reason: { kind: 'badResponse' },
      lastFailure: { kind: 'badResponse' },
    });
    expect(behind[0]?.failures).toBeGreaterThan(2);
    expect(behind[0]?.lagMs).toBeGreaterThan(2 * MINUTE);
    expect(run.events.filter(({ type }) => type === 'outage')).toEqual([]);
  });

  it('waits until a ban is over, sends nothing inside it, and fills the gap', async () => {
    const start = minutesAgo(10);
    const run = fixture.follow({ selection: { symbols: SPOT }, intervals: ['1m'], start, concurrency: 1 });
    await run.next('caughtUp');
    // One at a time, so that no other is on its way when the ban comes.
    fixture.sandbox.faults.add({ kind: 'ban', endpoint: 'klines', retryAfter: 150 });
    const { until } = await run.next('outage');
    expect(until).toBeGreaterThan(fixture.clock.now());
    await run.next('recovered');
    expect(fixture.clock.now()).toBeGreaterThanOrEqual(until ?? Infinity);
    await nextCurrent(run);
    await run.stop();
    expect(fixture.sandbox.counters.byFault).toEqual({ ban: 1 });
    expect(fixture.sandbox.counters.insideBan).toBe(0);
    for (const symbol of SPOT) expect(await fixture.faultsOf(symbol, '1m', start)).toEqual([]);
  });

  it('waits for a database that is gone, and fills the gap', async () => {
    const start = minutesAgo(10);
    const run = fixture.follow({ selection: { symbols: SPOT }, intervals: ['1m'], start });
    await run.next('caughtUp');
    const name = new URL(fixture.databaseUrl).pathname.slice(1);
    await fixture.onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    try {
      await fixture.onServer(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      );
      expect(await run.next('outage')).toMatchObject({ of: 'database', failure: { kind: 'storage' } });
      fixture.sandbox.clearRequests();
      await run.next('state');
      await run.next('state');
      // What cannot be written is not fetched.
      expect(fixture.sandbox.counters.byEndpoint['spot/klines'] ?? 0).toBe(0);
    } finally {
      await fixture.onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    }
    expect(await run.next('recovered')).toMatchObject({ of: 'database' });
    await nextCurrent(run);
    await run.stop();
    for (const symbol of SPOT) expect(await fixture.faultsOf(symbol, '1m', start)).toEqual([]);
  });

  it('goes on when the clock was ahead and is set right', async () => {
    const start = minutesAgo(10);
    fixture.clock.set(20 * MINUTE);
    const run = fixture.follow({ selection: { symbols: SPOT }, intervals: ['1m'], start });
    await run.next('state').finally(() => fixture.clock.set(-20 * MINUTE));
    const set = fixture.clock.now();
    await nextCurrent(run);
    await run.next('state');
    const { series } = await run.stop();
    for (const { lastStored } of series) expect(lastStored).toBeGreaterThanOrEqual(set - 2 * MINUTE);
    for (const symbol of SPOT) expect(await fixture.faultsOf(symbol, '1m', start)).toEqual([]);
  });

  it('two of them on the same series share the work', async () => {
    const start = minutesAgo(60);
    const options = {
      selection: { symbols: SPOT },
      intervals: ['1m' as const],
      start,
      durationMs: 5 * MINUTE,
      // The server's clock, which tells when a candle was stored, is slow beside this one: nothing is read again.
      rereadMs: Number.NEGATIVE_INFINITY,
    };
    const other = await openDatabase({ url: fixture.databaseUrl });
    try {
      const runs = [fixture.follow(options), fixture.follow({ ...options, database: other })];
      const summaries = await Promise.all(runs.map(({ ended }) => ended));
      expect(summaries.map(({ outcome }) => outcome)).toEqual(['complete', 'complete']);
    } finally {
      await other.close();
    }
    const asked = fixture.sandbox.requests
      .filter(({ endpoint }) => endpoint === 'klines')
      .map(({ query }) => `${query['symbol']} ${query['startTime']}`);
    expect(asked.length).toBeGreaterThan(SPOT.length);
    expect(asked.filter((one, index) => asked.indexOf(one) !== index)).toEqual([]);
    for (const symbol of SPOT) expect(await fixture.faultsOf(symbol, '1m', start)).toEqual([]);
  });

  it('ends in time though it is still catching up: what was fetched is stored, and the rest named', async () => {
    const start = minutesAgo(60 * 24 * 60);
    fixture.sandbox.faults.add({ kind: 'slow', endpoint: 'klines', delayMs: 100, times: 'always' });
    const selection = { symbols: ['PEPE-USDT-SPOT'] };
    const run = fixture.follow({ selection, intervals: ['1m'], start, batchRows: 500, durationMs: 1 });
    const { outcome, interrupted, series } = await run.ended;
    expect({ outcome, interrupted }).toEqual({ outcome: 'partial', interrupted: false });
    expect(series).toMatchObject([{ reason: { kind: 'interrupted' }, failures: 0 }]);
    const [one] = series;
    expect(one?.stored).toBeGreaterThan(0);
    expect((one?.stored ?? 0) + (one?.missing ?? 0)).toBeGreaterThanOrEqual(60 * 24 * 60 - 1);
  });

  it('ends with what its listener throws', async () => {
    const run = fixture.follow({
      selection: { symbols: ['BTC-USDT-SPOT'] },
      intervals: ['1m'],
      onProgress: ({ type }) => {
        if (type === 'caughtUp') throw new Error('a listener at fault');
      },
    });
    await expect(run.ended).rejects.toThrow('a listener at fault');
  });

  it('refuses what can never work before it asks for anything', async () => {
    const refused = (symbol: string, given: Partial<FollowKlinesOptions>): Promise<unknown> =>
      fixture.follow({ selection: { symbols: [symbol] }, intervals: ['1m'], ...given }).ended;
    await expect(refused('BTC-USTD-SPOT', {})).rejects.toThrow(UnknownSymbolError);
    await expect(refused('BTC-USDT-PERP', { intervals: ['1s'] })).rejects.toThrow(
      'has no 1s candles; it has',
    );
    await expect(refused('BTC-USDT-SPOT', { intervals: [] })).rejects.toThrow(IngestionError);
    await expect(refused('BTC-USDT-SPOT', { start: Date.now() * 2 })).rejects.toThrow('not in the past');
    expect(fixture.sandbox.requests).toEqual([]);
  });
});

/** Waits until it is said that no series is behind. */
async function nextCurrent(run: Following): Promise<FollowState> {
  for (;;) {
    const state = await run.next('state');
    if (state.behind === 0) return state;
  }
}
