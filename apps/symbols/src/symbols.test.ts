import { type SandboxExchange, startSandboxExchange } from '@marketloom/sandbox-exchange';
import { type AppRun, createTestDatabase, exitOf, runApp, type TestDatabase } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('marketloom-symbols', () => {
  let sandbox: SandboxExchange;
  let database: TestDatabase;
  beforeAll(async () => {
    sandbox = await startSandboxExchange();
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await sandbox?.close();
    await database?.drop();
  });

  const symbols = (...args: string[]): Promise<AppRun> => {
    const urls = ['SPOT', 'USDM', 'COINM'].map((market) => [`MARKETLOOM_BINANCE_${market}_URL`, sandbox.url]);
    const env = { DATABASE_URL: database.url, MARKETLOOM_BINANCE_RETRIES: '0', ...Object.fromEntries(urls) };
    return runApp('symbols', args, { env });
  };

  it('says what to do while the catalogue is empty', async () => {
    const run = await symbols('list');
    expect(exitOf(run, 0)).toBe(0);
    expect(run.stdout).toContain('marketloom-symbols sync');
  });

  it('listings that cannot be had change nothing: exit 1', async () => {
    sandbox.faults.add({ kind: 'html', endpoint: 'exchangeInfo', times: 'always' });
    const run = await symbols('sync', '--exchange', 'binance');
    sandbox.faults.clear();
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^error: binance: listInstruments spot/m);
    expect(JSON.parse((await symbols('list', '--json')).stdout)).toEqual({ symbols: [] });
  });

  it('a market that does not answer is named and left as it is, the others are synced: exit 3', async () => {
    sandbox.faults.add({ kind: 'html', status: 451, endpoint: 'exchangeInfo', market: 'usdm' });
    const partial = await symbols('sync', '--exchange', 'binance', '--json');
    expect(exitOf(partial, 3)).toBe(3);
    const { exchanges, failures } = JSON.parse(partial.stdout) as {
      exchanges: [{ added: { market: string }[]; delisted: unknown[] }];
      failures: unknown[];
    };
    expect(new Set(exchanges[0].added.map(({ market }) => market))).toEqual(new Set(['spot', 'coinm']));
    expect(failures).toEqual([
      {
        exchange: 'binance',
        market: 'usdm',
        kind: 'exchange',
        message: expect.stringContaining('does not serve this location') as string,
      },
    ]);
    await symbols('sync', '--exchange', 'binance');
    sandbox.faults.add({ kind: 'reset', endpoint: 'exchangeInfo', market: 'spot' });
    const again = await symbols('sync', '--exchange', 'binance');
    expect(exitOf(again, 3)).toBe(3);
    expect(again.stdout).toMatch(
      /^Failed, and so left as it was:\n {2}binance spot: binance: listInstruments spot: /m,
    );
    const delisted = await symbols('list', '--market', 'spot', '--status', 'delisted', '--json');
    expect(JSON.parse(delisted.stdout)).toEqual({ symbols: [] });
  });

  it('syncs, and shows what came and what could not be classified', async () => {
    const run = await symbols('sync', '--exchange', 'binance');
    expect(exitOf(run, 0)).toBe(0);
    expect(run.stdout).toMatch(
      /^exchange +added +changed +delisted +relisted +unchanged +quarantined +collisions$/m,
    );
    expect(run.stdout).toMatch(/Quarantined[^]*BTCUSDT_UPDOWN: .*SANDBOX_UPDOWN/);
    const again = JSON.parse((await symbols('sync', '--exchange', 'binance', '--json')).stdout) as {
      exchanges: [{ added: unknown[]; unchanged: number; quarantined: unknown[] }];
    };
    expect(again.exchanges[0].added).toEqual([]);
    expect(again.exchanges[0].unchanged).toBeGreaterThan(30);
    expect(again.exchanges[0].quarantined).toHaveLength(1);
  });

  it('lists by what is asked for, decimals as text', async () => {
    const run = await symbols('list', '--base', 'btc', '--quote', 'USDT,USD', '--type', 'PERP', '--json');
    expect(exitOf(run, 0)).toBe(0);
    const listed = (JSON.parse(run.stdout) as { symbols: { symbol: string; tickSize: unknown }[] }).symbols;
    expect(listed.map(({ symbol }) => symbol)).toEqual(['BTC-USD-PERP:BTC', 'BTC-USDT-PERP']);
    for (const { tickSize } of listed) expect(tickSize).toMatch(/^\d/);
  });

  it('shows one by its bare symbol, with the raw row', async () => {
    const run = await symbols('show', 'btc-usd-perp', '--json');
    expect(exitOf(run, 0)).toBe(0);
    const shown = JSON.parse(run.stdout) as { symbols: [{ symbol: string; raw: { symbol: string } }] };
    expect(shown.symbols[0].symbol).toBe('BTC-USD-PERP:BTC');
    expect(shown.symbols[0].raw.symbol).toBe('BTCUSD_PERP');
  });

  it('suggests the nearest to one that is not there: exit 2', async () => {
    const run = await symbols('show', 'BTC-UDST-SPOT');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('did you mean BTC-USDT-SPOT');
  });

  it('shows help with examples and the environment', async () => {
    const run = await symbols('--help');
    expect(exitOf(run, 0)).toBe(0);
    expect(run.stdout).toContain('marketloom-symbols sync --exchange binance');
    expect(run.stdout).toContain('MARKETLOOM_DATABASE_URL');
    expect((await symbols('--version')).stdout).toMatch(/^\d+\.\d+\.\d+/);
    expect((await symbols('completion')).stdout).toContain('marketloom-symbols');
  });
});
