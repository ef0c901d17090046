import { type AppRun, exitOf } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';

describe('klines ingest of many series', () => {
  let fixture: KlinesFixture;
  beforeAll(async () => {
    fixture = await startKlinesFixture({ furtherSpot: 60 });
  });
  afterAll(() => fixture?.close());

  const weekly = ['ingest', '--exchange', 'binance', '--quote', 'USDT', '--type', 'SPOT', '--interval', '1w'];
  const ingest = (start: string, end: string): Promise<AppRun> =>
    fixture.klines([...weekly, '--start', start, '--end', end]);

  it('sums up those that are complete, and shows each that is not', async () => {
    fixture.sandbox.faults.add({ kind: 'html', endpoint: 'klines', symbol: 'SIM007USDT', times: 'always' });
    const run = await ingest('2026-08-01', '2026-09-01');
    fixture.sandbox.faults.clear();
    expect(exitOf(run, 3)).toBe(3);
    expect(run.stdout).toMatch(
      /^SIM007-USDT-SPOT .*incomplete\n… \d\d more, all complete; --json has each of them\.$/m,
    );

    const again = await ingest('2026-08-01', '2026-09-01');
    expect(exitOf(again, 0)).toBe(0);
    expect(again.stdout).toMatch(/^\d\d series, all complete; --json has each of them\.\n/);
  });

  it('says how many more there are without a candle', async () => {
    const { stdout } = await ingest('2016-01-01', '2016-01-02');
    expect(stdout.match(/: no candle opens in that range\.$/gm)).toHaveLength(20);
    expect(stdout).toMatch(/^ {2}… \d\d more; --json has them all$/m);
  });
});
