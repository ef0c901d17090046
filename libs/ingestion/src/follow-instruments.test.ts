import { floorToInterval } from '@marketloom/exchange';
import { EMPTY_REASONS } from '@marketloom/storage';
import { afterEach, describe, expect, it } from 'vitest';
import { type FollowFixture, startFollowFixture } from './testing/follow-fixture.ts';
import { runStatement } from './testing/run-statement.ts';

const MINUTE = 60_000;

describe('followKlines, as instruments come and go', () => {
  let fixture: FollowFixture | undefined;
  afterEach(async () => {
    await fixture?.close();
    fixture = undefined;
  });

  it('retires what the exchange gives up, and ends when nothing is left', async () => {
    const at = Date.now() + 5 * MINUTE;
    fixture = await startFollowFixture(120, { delistings: [{ market: 'spot', symbol: 'DOGEUSDT', at }] });
    const run = fixture.follow({
      selection: { symbols: ['DOGE-USDT-SPOT'] },
      intervals: ['1m'],
      start: floorToInterval(at, '1m') - 10 * MINUTE,
    });
    const { series, outcome, interrupted } = await run.ended;
    expect({ outcome, interrupted }).toEqual({ outcome: 'complete', interrupted: false });
    expect(series).toMatchObject([{ retired: 'delisted', lagMs: 0, reason: null }]);
    expect(series[0]?.stored).toBeGreaterThan(5);
    expect(run.events.at(-1)).toMatchObject({ type: 'retired', reason: 'delisted' });
  });

  it('has the ledger say why candles are empty, while it goes on', async () => {
    const now = Date.now();
    const outage = {
      start: floorToInterval(now, '1m') - 90 * MINUTE,
      end: floorToInterval(now, '1m') - 60 * MINUTE,
    };
    fixture = await startFollowFixture(600, { outages: [outage] });
    const run = fixture.follow({
      selection: { symbols: ['BTC-USDT-SPOT', 'ETH-USDT-SPOT', 'BNB-USDT-SPOT'] },
      intervals: ['1m'],
      start: outage.start - 10 * MINUTE,
      durationMs: 17 * MINUTE,
    });
    for (let minutes = 0; minutes < 15; minutes += 1) await run.next('state');
    expect((await run.ended).outcome).toBe('complete');
    const statuses = await fixture.database.klines.status({ intervals: ['1m'] });
    expect(statuses).toHaveLength(3);
    for (const { coverage } of statuses)
      expect(coverage).toContainEqual(
        expect.objectContaining({ ...outage, status: 'empty', reason: EMPTY_REASONS.outage }),
      );
  });

  it('asks less often for what stands still', async () => {
    fixture = await startFollowFixture(240);
    const run = fixture.follow({
      selection: { symbols: ['LUNA-USDT-SPOT', 'BTC-USDT-SPOT'] },
      intervals: ['1m'],
    });
    const { series } = await run.next('halted');
    expect(series.entry.exchangeSymbol).toBe('LUNAUSDT');
    fixture.sandbox.clearRequests();
    for (let minutes = 0; minutes < 8; minutes += 1) await run.next('state');
    const asked = (symbol: string): number =>
      fixture?.sandbox.requests.filter(({ query }) => query['symbol'] === symbol).length ?? 0;
    expect(asked('LUNAUSDT')).toBeLessThan(3);
    expect(asked('BTCUSDT')).toBeGreaterThan(asked('LUNAUSDT'));
    const summary = await run.stop();
    expect(summary.series[0]).toMatchObject({ missing: 0, lagMs: 0, failures: 0 });
  });

  it('takes up what the catalogue gains, with all that has closed since, and lets go what it loses', async () => {
    fixture = await startFollowFixture(600);
    const { databaseUrl, clock } = fixture;
    const setStatus = (symbol: string, status: string): Promise<void> =>
      runStatement(
        databaseUrl,
        `UPDATE symbols SET status = $2 WHERE exchange_symbol = $1 AND market = 'spot'`,
        [symbol, status],
      );
    await setStatus('SOLUSDT', 'delisted');
    const first = floorToInterval(clock.now(), '15m') - 15 * MINUTE;
    const run = fixture.follow({
      selection: { filter: { quote: 'USDT', market: 'spot' } },
      intervals: ['15m'],
    });
    await run.next('caughtUp');
    await setStatus('SOLUSDT', 'trading');
    await setStatus('XRPUSDT', 'delisted');
    const joined = run.next('joined');
    const retired = run.next('retired');
    expect(await joined).toMatchObject({ series: { entry: { exchangeSymbol: 'SOLUSDT' } } });
    expect(await retired).toMatchObject({
      series: { entry: { exchangeSymbol: 'XRPUSDT' } },
      reason: 'notSelected',
    });
    await setStatus('XRPUSDT', 'trading');
    expect(await run.next('joined')).toMatchObject({ series: { entry: { exchangeSymbol: 'XRPUSDT' } } });
    for (;;) if ((await run.next('state')).behind === 0) break;
    await run.stop();
    for (const symbol of ['SOL-USDT-SPOT', 'XRP-USDT-SPOT'])
      expect(await fixture.faultsOf(symbol, '15m', first)).toEqual([]);
  });
});
