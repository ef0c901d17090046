import { type AppRun, exitOf, queryTexts } from '@marketloom/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';

const DAY = 86_400_000;
const FIRST_DAY = Date.UTC(2024, 0, 1);

describe('answers that cannot be used', () => {
  let fixture: KlinesFixture;
  beforeAll(async () => {
    fixture = await startKlinesFixture();
  });
  afterEach(() => fixture?.sandbox.faults.clear());
  afterAll(() => fixture?.close());

  const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');
  const ingestDay = (start: number, ...flags: string[]): Promise<AppRun> => {
    const range = ['--start', iso(start), '--end', iso(start + DAY)];
    const args = [
      'ingest',
      '--exchange',
      'binance',
      '--symbols',
      'BTC-USDT-SPOT',
      '--interval',
      '1m',
      ...range,
    ];
    return fixture.klines([...args, ...flags]);
  };

  it('what came before is stored, and the rest is named', async () => {
    fixture.sandbox.faults.add({ kind: 'html', endpoint: 'klines', after: 1, times: 'always' });
    const run = await ingestDay(FIRST_DAY);
    expect(exitOf(run, 3)).toBe(3);
    expect(run.stdout).toMatch(
      /^Unresolved:\n {2}BTC-USDT-SPOT 1m 2024-01-\S+Z\.\.2024-01-\S+Z: badResponse:/m,
    );
    expect(run.stdout).toContain('Partly done');
  });

  it('nothing at all: exit 1, the whole range is named, and nothing is stored', async () => {
    const start = FIRST_DAY - 5 * DAY;
    fixture.sandbox.faults.add({ kind: 'rows-nan', endpoint: 'klines', times: 'always' });
    const run = await ingestDay(start, '--json');
    expect(exitOf(run, 1)).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      outcome: 'failed',
      series: [
        {
          inserted: 0,
          unresolved: [{ start: iso(start), end: iso(start + DAY), reason: { kind: 'badResponse' } }],
        },
      ],
    });
    expect(
      await queryTexts(fixture.databaseUrl, 'SELECT FROM klines WHERE open_time < $1', [iso(FIRST_DAY)]),
    ).toEqual([]);
  });

  it('an exchange that is not there: exit 1, and says which', async () => {
    const env = { MARKETLOOM_BINANCE_SPOT_URL: 'http://127.0.0.1:9' };
    const args = [
      'ingest',
      '--exchange',
      'binance',
      '--symbols',
      'ETH-USDT-SPOT',
      '--interval',
      '1d',
      '--start',
      '-9d',
    ];
    const run = await fixture.klines(args, { env });
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/ETH-USDT-SPOT 1d .*: network: binance: .*127\.0\.0\.1:9/);
  });

  it('one series that fails does not stop the others: exit 3', async () => {
    fixture.sandbox.faults.add({ kind: 'html', endpoint: 'klines', symbol: 'ETHUSDT', times: 'always' });
    const symbols = 'ETH-USDT-SPOT,BNB-USDT-SPOT';
    const args = [
      'ingest',
      '--exchange',
      'binance',
      '--symbols',
      symbols,
      '--interval',
      '1h',
      '--start',
      '-2d',
      '--json',
    ];
    const run = await fixture.klines(args);
    expect(run.code).toBe(3);
    const { series } = JSON.parse(run.stdout) as {
      series: { symbol: string; inserted: number; failure: unknown }[];
    };
    expect(series.map(({ symbol, inserted, failure }) => [symbol, inserted > 0, failure === null])).toEqual([
      ['ETH-USDT-SPOT', false, false],
      ['BNB-USDT-SPOT', true, true],
    ]);
  });

  it('an interval that the market does not have: exit 1, naming those it has', async () => {
    const args = [
      'ingest',
      '--exchange',
      'binance',
      '--symbols',
      'BTC-USDT-PERP',
      '--interval',
      '1s',
      '--start',
      '-1m',
    ];
    const run = await fixture.klines(args);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('unsupportedCapability');
    expect(run.stdout).toContain('1m, 3m, 5m');
  });

  it('a ban stops everything, and nothing is sent inside it', async () => {
    fixture.sandbox.faults.add({ kind: 'ban', market: 'coinm', endpoint: 'klines', retryAfter: 900 });
    const args = [
      'ingest',
      '--exchange',
      'binance',
      '--market',
      'coinm',
      '--interval',
      '1h',
      '--start',
      '-3d',
      '--json',
    ];
    const run = await fixture.klines([...args, '--concurrency', '1']);
    expect(run.code).toBe(1);
    const { series } = JSON.parse(run.stdout) as { series: { unresolved: { reason: { kind: string } }[] }[] };
    expect(series.length).toBeGreaterThan(1);
    expect(series[0]?.unresolved[0]?.reason.kind).toBe('ban');
    for (const { unresolved } of series) expect(unresolved.length).toBeGreaterThan(0);
    expect(fixture.sandbox.counters.insideBan).toBe(0);
  });
});
