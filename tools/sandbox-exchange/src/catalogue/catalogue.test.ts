import { ifSkipped, recordings } from '@marketloom/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import { DIALECTS, MARKETS, type Market } from '../market.ts';
import type { SandboxOptions } from '../options.ts';
import { read, type Row, send } from '../testing/client.ts';

type Listing = Record<string, unknown> & { symbols: (Record<string, unknown> & { symbol: string })[] };

const START = Date.UTC(2026, 10, 20, 12);
const DAY = 86_400_000;
let now = START;
let sandbox: SandboxExchange;

async function start(options: SandboxOptions = {}): Promise<void> {
  now = START;
  sandbox = await startSandboxExchange({ now: () => now, limits: false, ...options });
}
afterEach(() => sandbox.close());

const listing = (market: Market, query = ''): Promise<Listing> =>
  read<Listing>(sandbox, `${DIALECTS[market].prefix}/exchangeInfo${query}`);
const row = async (market: Market, symbol: string) =>
  (await listing(market)).symbols.find((each) => each.symbol === symbol);

function filtersOf(found: Record<string, unknown> | undefined): object[] {
  return (found?.['filters'] ?? []) as object[];
}

describe('the catalogue', () => {
  it('has what is hard to classify', async () => {
    await start();
    expect(await row('spot', 'LUNAUSDT')).toMatchObject({ status: 'BREAK' });
    expect(await row('spot', 'SOONUSDT')).toMatchObject({ status: 'PRE_TRADING' });
    expect(await row('spot', '币安人生USDT')).toMatchObject({ baseAsset: '币安人生' });
    expect(await row('usdm', 'BTCUSDT')).toMatchObject({
      contractType: 'PERPETUAL',
      filters: expect.arrayContaining([expect.objectContaining({ tickSize: '0.10' })]),
    });
    expect(await row('usdm', '1000PEPEUSDT')).toMatchObject({ baseAsset: '1000PEPE', status: 'TRADING' });
    expect(await row('usdm', 'XAUUSDT')).toMatchObject({
      contractType: 'TRADIFI_PERPETUAL',
      underlyingType: 'COMMODITY',
    });
    expect(await row('usdm', 'BTCUSDT_UPDOWN')).toMatchObject({ contractType: 'SANDBOX_UPDOWN' });
    expect(await row('usdm', 'SCUSDT')).toMatchObject({ status: 'SETTLING' });
    expect(await row('usdm', 'SOONUSDT')).toMatchObject({ status: 'PENDING_TRADING' });
    expect(await row('coinm', 'BTCUSD_PERP')).toMatchObject({
      contractSize: 100,
      contractStatus: 'TRADING',
      marginAsset: 'BTC',
    });
    expect(await row('coinm', 'ETHUSD_PERP')).toMatchObject({ contractSize: 10 });
    expect(await row('coinm', 'GALAUSD_PERP')).toMatchObject({
      contractType: 'PERPETUAL DELIVERING',
      contractStatus: 'DELIVERING',
    });
  });

  it('has candles of every instrument that has traded, and none of the others', async () => {
    await start({ furtherSpot: 2 });
    const without: string[] = [];
    for (const market of MARKETS) {
      // oxlint-disable-next-line no-await-in-loop
      for (const { symbol } of (await listing(market)).symbols) {
        const path = `${DIALECTS[market].prefix}/klines?symbol=${encodeURIComponent(symbol)}&interval=1d&limit=1`;
        // oxlint-disable-next-line no-await-in-loop
        if ((await read<Row[]>(sandbox, path)).length === 0) without.push(`${market} ${symbol}`);
      }
    }
    expect(without).toEqual(['spot SOONUSDT', 'usdm SOONUSDT']);
    expect(await row('spot', 'SIM002USDT')).toMatchObject({ baseAsset: 'SIM002' });
  });

  it('rolls the quarterly futures: last Fridays of a quarter at 08:00 UTC, listed two quarters before', async () => {
    await start();
    const current = {
      contractType: 'CURRENT_QUARTER',
      deliveryDate: Date.UTC(2026, 11, 25, 8),
      onboardDate: Date.UTC(2026, 5, 26, 8),
    };
    const next = {
      contractType: 'NEXT_QUARTER',
      deliveryDate: Date.UTC(2027, 2, 26, 8),
      onboardDate: Date.UTC(2026, 8, 25, 8),
    };
    expect(await row('usdm', 'BTCUSDT_261225')).toMatchObject(current);
    expect(await row('usdm', 'ETHUSDT_270326')).toMatchObject(next);
    expect(await row('coinm', 'BTCUSD_261225')).toMatchObject(current);
    now = Date.UTC(2026, 11, 25, 8);
    expect(await row('usdm', 'BTCUSDT_261225')).toBeUndefined();
    expect((await send(sandbox, '/fapi/v1/klines?symbol=BTCUSDT_261225&interval=1h')).status).toBe(400);
    expect(await row('usdm', 'BTCUSDT_270326')).toMatchObject({ contractType: 'CURRENT_QUARTER' });
    expect(await row('usdm', 'BTCUSDT_270625')).toMatchObject({ contractType: 'NEXT_QUARTER' });
  });

  it('gives up what is delisted: no further candle, then gone', async () => {
    const at = START + DAY;
    await start({ delistings: [{ market: 'spot', symbol: 'DOGEUSDT', at }] });
    const path = '/api/v3/klines?symbol=DOGEUSDT&interval=1m&limit=1';
    expect(await row('spot', 'DOGEUSDT')).toBeDefined();
    now = at - 1;
    expect((await read<Row[]>(sandbox, path))[0]?.[6]).toBe(at - 1);
    now = at;
    expect(await row('spot', 'DOGEUSDT')).toBeUndefined();
    expect(JSON.parse((await send(sandbox, path)).text)).toEqual({ code: -1121, msg: 'Invalid symbol.' });
  });

  it('tells some symbols of spot, and all of futures whatever is asked', async () => {
    await start();
    expect((await listing('spot', '?symbol=BTCUSDT')).symbols.map(({ symbol }) => symbol)).toEqual([
      'BTCUSDT',
    ]);
    const two = await listing('spot', `?symbols=${encodeURIComponent('["LINKUSDT","BTCUSDT"]')}`);
    expect(two.symbols.map(({ symbol }) => symbol)).toEqual(['LINKUSDT', 'BTCUSDT']);
    expect((await listing('usdm', '?symbol=BTCUSDT')).symbols.length).toBeGreaterThan(15);
  });

  it.skipIf(!recordings).each(MARKETS)(
    `of %s has the fields of the recorded one${ifSkipped}`,
    async (market) => {
      await start();
      const recorded = JSON.parse(
        recordings?.text(`binance/symbols__gct-${market}-exchangeInfo--20250808.json`) ?? '',
      ) as Listing;
      const made = await listing(market);
      expect(Object.keys(made).toSorted()).toEqual(Object.keys(recorded).toSorted());
      const fields = (found: Listing): string[] => Object.keys(found.symbols[0] ?? {}).toSorted();
      expect(fields(made)).toEqual(fields(recorded));
      const filters = (found: Listing): string[][] =>
        filtersOf(found.symbols[0]).map((filter) => Object.keys(filter).toSorted());
      expect(filters(made)).toEqual(filters(recorded));
    },
  );
});

describe('listings that were handed in', () => {
  it.skipIf(!recordings)(`are served as they are, and their instruments trade${ifSkipped}`, async () => {
    const text = recordings?.text('binance/symbols__cryptofeed-usdm-20210417.json') ?? '';
    const recorded = JSON.parse(text) as Listing;
    await start({ listings: { usdm: recorded } });
    expect(await listing('usdm')).toEqual(recorded);
    const rows = await read<Row[]>(sandbox, '/fapi/v1/klines?symbol=BTCUSDT_210625&interval=1m&limit=5');
    expect(rows).toHaveLength(5);
    for (const made of rows) expect(made[1]).toMatch(/^\d+\.\d$/);
    expect((await send(sandbox, '/fapi/v1/klines?symbol=XAUUSDT&interval=1m')).status).toBe(400);
    expect(await row('spot', 'BTCUSDT')).toBeDefined();
  });
});
