import { exitOf } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';

describe('klines ingest --check-status', () => {
  let fixture: KlinesFixture;
  beforeAll(async () => {
    fixture = await startKlinesFixture();
  });
  afterAll(() => fixture?.close());

  it('passes over what is halted, and asks for no candle of it', async () => {
    const symbols = 'LUNA-USDT-SPOT,BTC-USDT-SPOT';
    const ingest = ['ingest', '--exchange', 'binance', '--symbols', symbols, '--interval', '1h'];
    const run = await fixture.klines([...ingest, '--start', '-2d', '--check-status']);
    expect(exitOf(run, 0)).toBe(0);
    expect(run.stdout).toMatch(/^LUNA-USDT-SPOT .*passed over: halted$/m);
    expect(run.stdout).toMatch(/^BTC-USDT-SPOT .*complete$/m);
    const asked = fixture.sandbox.requests.filter(({ endpoint }) => endpoint === 'klines');
    expect(new Set(asked.map(({ query }) => query['symbol']))).toEqual(new Set(['BTCUSDT']));
  });
});
