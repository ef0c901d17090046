import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import { read, type Row, send } from '../testing/client.ts';

const NOW = Date.UTC(2026, 10, 20, 12, 34, 56, 789);
const MINUTE = 60_000;
const DAY = 86_400_000;
let sandbox: SandboxExchange;

beforeAll(async () => {
  sandbox = await startSandboxExchange({ now: () => NOW, limits: false });
});
afterAll(() => sandbox.close());

const PATHS = {
  spot: '/api/v3/klines?symbol=BTCUSDT&',
  usdm: '/fapi/v1/klines?symbol=LINKUSDT&',
  coinm: '/dapi/v1/klines?symbol=BTCUSD_PERP&',
};
const newest = Math.floor(NOW / MINUTE) * MINUTE;
const opens = async (market: keyof typeof PATHS, query: string): Promise<number[]> =>
  (await read<Row[]>(sandbox, PATHS[market] + query)).map(([openTime]) => openTime);
const steps = (first: number, count: number, step = MINUTE): number[] =>
  Array.from({ length: count }, (_, index) => first + index * step);

describe.each(['spot', 'usdm', 'coinm'] as const)('the time parameters on %s', (market) => {
  const start = Date.UTC(2026, 2, 1);

  it('without any give the newest 500, the unfinished candle last', async () => {
    expect(await opens(market, 'interval=1m')).toEqual(steps(newest - 499 * MINUTE, 500));
  });

  it('are inclusive on the open time, at both ends', async () => {
    const end = start + 4 * MINUTE;
    expect(await opens(market, `interval=1m&startTime=${start}&endTime=${end}`)).toEqual(steps(start, 5));
    expect(await opens(market, `interval=1m&startTime=${start + 1}&endTime=${end - 1}`)).toEqual(
      steps(start + MINUTE, 3),
    );
    expect(await opens(market, `interval=1m&startTime=${start + 1}&endTime=${start + MINUTE - 1}`)).toEqual(
      [],
    );
  });

  it('with an endTime alone give the newest up to it', async () => {
    expect(await opens(market, `interval=1h&endTime=${start}&limit=3`)).toEqual(
      steps(start - 7_200_000, 3, 3_600_000),
    );
  });

  it('with a startTime in the future give nothing', async () => {
    expect(await opens(market, `interval=1m&startTime=${NOW + DAY}`)).toEqual([]);
  });

  it('take the largest page', async () => {
    const limit = market === 'spot' ? 1000 : 1500;
    expect(await opens(market, `interval=1m&limit=${limit}`)).toHaveLength(limit);
  });
});

describe('which candles a window gives that holds too many', () => {
  const start = Date.UTC(2026, 2, 1);

  it.each(['spot', 'usdm'] as const)('the oldest on %s', async (market) => {
    expect(await opens(market, `interval=1m&startTime=${start}&limit=3`)).toEqual(steps(start, 3));
    expect(await opens(market, `interval=1m&startTime=${start}&endTime=${start + DAY}&limit=3`)).toEqual(
      steps(start, 3),
    );
  });

  it('the newest on COIN-M, whose window is 200 days where one end is missing', async () => {
    const end = start + DAY;
    const both = await opens('coinm', `interval=1m&startTime=${start}&endTime=${end}&limit=3`);
    expect(both).toEqual(steps(end - 2 * MINUTE, 3));
    const onlyStart = await opens('coinm', `interval=1d&startTime=${start}&limit=3`);
    expect(onlyStart).toEqual(steps(start + 198 * DAY, 3, DAY));
    const onlyEnd = await opens('coinm', `interval=1d&endTime=${start}&limit=1500`);
    expect(onlyEnd).toEqual(steps(start - 200 * DAY, 201, DAY));
  });
});

describe('the first candle', () => {
  it('is the answer to startTime=0 and limit=1, and may precede the onboard date', async () => {
    expect(await opens('spot', 'interval=1m&startTime=0&limit=1')).toEqual([Date.UTC(2017, 7, 17, 4)]);
    const early = await read<Row[]>(
      sandbox,
      '/fapi/v1/klines?symbol=BTCUSDT&interval=1m&startTime=0&limit=1',
    );
    expect(early[0]?.[0]).toBe(Date.UTC(2019, 8, 8, 17, 57));
    expect(await opens('spot', 'interval=1M&startTime=0&limit=1')).toEqual([Date.UTC(2017, 7, 1)]);
  });

  it('is beyond the 200 days that COIN-M looks from startTime=0', async () => {
    expect(await opens('coinm', 'interval=1m&startTime=0&limit=1')).toEqual([]);
    const listed = Date.UTC(2020, 7, 10, 7);
    const near = await opens(
      'coinm',
      `interval=1h&startTime=${listed - 100 * DAY}&endTime=${listed + 2 * DAY}`,
    );
    expect(near[0]).toBe(listed);
  });
});

describe('spot alone', () => {
  it('has seconds, and cuts a limit that is too high', async () => {
    expect(await opens('spot', 'interval=1s&limit=2')).toEqual(
      steps(Math.floor(NOW / 1000) * 1000 - 1000, 2, 1000),
    );
    expect(await opens('spot', 'interval=1m&limit=1500')).toHaveLength(1000);
    expect((await send(sandbox, `${PATHS.spot}interval=1m&startTime=9&endTime=8`)).text).toBe('[]');
  });
});
