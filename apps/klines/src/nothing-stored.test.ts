import { exitOf } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';

describe('klines ingest says why nothing is stored', () => {
  let fixture: KlinesFixture;
  beforeAll(async () => {
    fixture = await startKlinesFixture();
  });
  afterAll(() => fixture?.close());

  const ingest = async (...flags: string[]): Promise<string> => {
    const run = await fixture.klines(['ingest', '--exchange', 'binance', ...flags]);
    expect(exitOf(run, 0)).toBe(0);
    return run.stdout;
  };

  it('where no candle opens in the range', async () => {
    const times = ['--start', '2024-02-28T23:10', '--end', '2024-02-28T23:50'];
    const printed = await ingest('--symbols', 'BTC-USDT-SPOT', '--interval', '1h', ...times);
    expect(printed).toMatch(/^BTC-USDT-SPOT 1h: no candle opens in that range\.$/m);
  });

  it('where the exchange has no candle yet', async () => {
    const printed = await ingest('--symbols', 'SOON-USDT-SPOT', '--interval', '1h', '--start', 'listing');
    expect(printed).toMatch(/^SOON-USDT-SPOT 1h: there is no candle before the end\.$/m);
  });

  it('where the range lies before the first candle', async () => {
    const times = ['--start', '2010-01-01', '--end', '2010-02-01'];
    const printed = await ingest('--symbols', 'BTC-USDT-SPOT', '--interval', '1d', ...times);
    expect(printed).toMatch(/^BTC-USDT-SPOT .* 31 +\d+ +complete$/m);
    expect(printed).toMatch(/^Unavailable: before the first candle there is/m);
  });

  it('where candles are open, for each interval', async () => {
    const printed = await ingest('--symbols', 'BTC-USDT-SPOT', '--interval', '1M,1d', '--start', '-3d');
    expect(printed).toMatch(/candles that open from \d{4}-\d\d-01T00:00:00Z \(1M\), \S+ \(1d\) on\.$/m);
  });

  it('in the status, when what is asked for has none', async () => {
    const run = await fixture.klines(['status', '--symbols', 'ETH-USDT-SPOT']);
    expect(exitOf(run, 0)).toBe(0);
    expect(run.stdout).toContain('No candles of these are stored yet');
  });
});
