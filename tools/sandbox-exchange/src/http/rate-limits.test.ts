import { afterEach, describe, expect, it } from 'vitest';
import { type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import type { SandboxOptions } from '../options.ts';
import { send } from '../testing/client.ts';

const MINUTE = Date.UTC(2026, 10, 20, 12, 34);
let now = MINUTE;
let sandbox: SandboxExchange;

async function start(options: SandboxOptions = {}): Promise<void> {
  now = MINUTE;
  sandbox = await startSandboxExchange({ now: () => now, ...options });
}
afterEach(() => sandbox.close());

const ask = async (path: string, times = 1): Promise<number[]> => {
  const statuses: number[] = [];
  for (let index = 0; index < times; index += 1) {
    // One after the other: their order is what is looked at.
    // oxlint-disable-next-line no-await-in-loop
    statuses.push((await send(sandbox, path)).status);
  }
  return statuses;
};

describe('weights', () => {
  it.each([
    ['/api/v3/ping', 'spot', 1],
    ['/api/v3/exchangeInfo', 'spot', 20],
    ['/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000', 'spot', 2],
    ['/api/v3/depth?symbol=BTCUSDT', 'spot', 5],
    ['/api/v3/depth?symbol=BTCUSDT&limit=101', 'spot', 25],
    ['/api/v3/depth?symbol=BTCUSDT&limit=1000', 'spot', 50],
    ['/api/v3/depth?symbol=BTCUSDT&limit=5000', 'spot', 250],
    ['/fapi/v1/exchangeInfo', 'usdm', 1],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=99', 'usdm', 1],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=499', 'usdm', 2],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m', 'usdm', 5],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=1000', 'usdm', 5],
    ['/dapi/v1/klines?symbol=BTCUSD_PERP&interval=1m&limit=1500', 'coinm', 10],
    ['/dapi/v1/depth?symbol=BTCUSD_PERP&limit=50', 'coinm', 2],
    ['/dapi/v1/depth?symbol=BTCUSD_PERP&limit=100', 'coinm', 5],
    ['/dapi/v1/depth?symbol=BTCUSD_PERP', 'coinm', 10],
    ['/dapi/v1/depth?symbol=BTCUSD_PERP&limit=1000', 'coinm', 20],
  ] as const)('%s costs %s %i', async (path, market, weight) => {
    await start();
    const { status, headers } = await send(sandbox, path);
    expect(status).toBe(200);
    expect(headers['x-mbx-used-weight-1m']).toBe(String(weight));
    expect(sandbox.weight(market)).toBe(weight);
  });
});

describe('limits', () => {
  it('are kept per market and minute of the clock: 429 with the seconds left, then anew', async () => {
    await start({ limits: { scale: 5 / 6000 } });
    now = MINUTE + 12_345;
    expect(await ask('/api/v3/ping', 5)).toEqual([200, 200, 200, 200, 200]);
    const refused = await send(sandbox, '/api/v3/ping');
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('48');
    expect(refused.headers['x-mbx-used-weight-1m']).toBe('6');
    expect(JSON.parse(refused.text).msg).toContain('current limit is 5 request weight per 1 MINUTE');
    expect(await ask('/fapi/v1/ping')).toEqual([200]);
    now = MINUTE + 60_000;
    expect(sandbox.counters.insideRetryAfter).toBe(0);
    expect(await ask('/api/v3/ping')).toEqual([200]);
    expect(sandbox.counters.insideRetryAfter).toBe(1);
    expect(sandbox.windows()).toEqual([
      { market: 'spot', start: MINUTE, weight: 6, requests: 6 },
      { market: 'spot', start: MINUTE + 60_000, weight: 1, requests: 1 },
      { market: 'usdm', start: MINUTE, weight: 1, requests: 1 },
    ]);
  });

  it('turn into a ban for those who go on, twice as long each time, and count what comes inside it', async () => {
    await start({ limits: { scale: 1 / 2400, patience: 2, banMs: 90_000 } });
    expect(await ask('/fapi/v1/ping', 5)).toEqual([200, 429, 429, 418, 418]);
    const banned = await send(sandbox, '/fapi/v1/ping');
    expect(banned.headers['retry-after']).toBe('90');
    expect(JSON.parse(banned.text).msg).toContain(`IP banned until ${MINUTE + 90_000}`);
    expect(sandbox.counters).toMatchObject({ total: 6, insideBan: 2, weight: 4 });
    expect(await ask('/api/v3/ping')).toEqual([200]);
    now = MINUTE + 90_000;
    expect(await ask('/fapi/v1/ping', 4)).toEqual([200, 429, 429, 418]);
    expect((await send(sandbox, '/fapi/v1/ping')).headers['retry-after']).toBe('180');
  });

  it('can be switched off; weight is counted all the same', async () => {
    await start({ limits: false });
    const statuses = await ask('/api/v3/depth?symbol=BTCUSDT&limit=5000', 30);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(sandbox.weight('spot')).toBe(7500);
  });

  it('come from a log that keeps the newest and counts all', async () => {
    await start({ limits: false, requestLogSize: 3 });
    await ask('/api/v3/time', 10);
    expect(sandbox.requests.length).toBeGreaterThanOrEqual(3);
    expect(sandbox.requests.length).toBeLessThan(6);
    expect(sandbox.requests.at(-1)).toMatchObject({
      number: 10,
      path: '/api/v3/time',
      endpoint: 'time',
      status: 200,
      at: now,
    });
    expect(sandbox.counters).toMatchObject({
      total: 10,
      weight: 10,
      byStatus: { 200: 10 },
      byEndpoint: { 'spot/time': 10 },
    });
    sandbox.clearRequests();
    expect([sandbox.requests.length, sandbox.counters.total]).toEqual([0, 0]);
  });
});
