import { ifSkipped, recordings } from '@marketloom/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import { exact, read, type Row } from '../testing/client.ts';
import type { SandboxOptions } from '../options.ts';

interface Book {
  readonly lastUpdateId: number;
  readonly E?: number;
  readonly T?: number;
  readonly bids: [string, string][];
  readonly asks: [string, string][];
}

const START = Date.UTC(2026, 10, 20, 12, 34, 56, 700);
let now = START;
let sandbox: SandboxExchange;

async function start(options: SandboxOptions = {}): Promise<void> {
  now = START;
  sandbox = await startSandboxExchange({ now: () => now, limits: false, ...options });
}
afterEach(() => sandbox.close());

const PATHS = {
  spot: '/api/v3/depth?symbol=BTCUSDT',
  usdm: '/fapi/v1/depth?symbol=1000PEPEUSDT',
  coinm: '/dapi/v1/depth?symbol=BTCUSD_PERP',
};

describe('order books', () => {
  it.each([
    ['spot', 1],
    ['spot', 777],
    ['spot', 5000],
    ['usdm', 5],
    ['usdm', 1000],
    ['coinm', 100],
  ] as const)(
    'of %s have %i levels a side, best first, bids below asks, nothing empty',
    async (market, depth) => {
      await start();
      const { bids, asks } = await read<Book>(sandbox, `${PATHS[market]}&limit=${depth}`);
      expect([bids.length, asks.length]).toEqual([depth, depth]);
      const prices = [...bids.toReversed(), ...asks].map(([price]) => exact(price));
      prices.forEach((price, index) =>
        expect(index === 0 || price > (prices[index - 1] as bigint)).toBe(true),
      );
      expect([...bids, ...asks].every(([, size]) => exact(size) > 0n)).toBe(true);
    },
  );

  it('lie around the price of the moment', async () => {
    await start();
    const [row] = await read<Row[]>(sandbox, '/api/v3/klines?symbol=BTCUSDT&interval=1s&limit=1');
    const { bids, asks } = await read<Book>(sandbox, `${PATHS.spot}&limit=1`);
    expect(Number(bids[0]?.[0]) / Number(row?.[4])).toBeCloseTo(1, 4);
    expect(Number(asks[0]?.[0]) / Number(row?.[4])).toBeCloseTo(1, 4);
  });

  it('follow from their id, which grows with time; from one to the next most levels stay', async () => {
    await start();
    const first = await read<Book>(sandbox, PATHS.spot);
    now += 99;
    expect(await read<Book>(sandbox, PATHS.spot)).toEqual(first);
    now += 1;
    const second = await read<Book>(sandbox, PATHS.spot);
    expect(second.lastUpdateId).toBe(first.lastUpdateId + 1);
    expect(second).not.toEqual(first);
    const before = new Map([...first.bids, ...first.asks]);
    const kept = [...second.bids, ...second.asks].filter(([price, size]) => before.get(price) === size);
    expect(kept.length).toBeGreaterThan(100);
    now = START;
    expect(await read<Book>(sandbox, PATHS.spot)).toEqual(first);
  });

  it('tell times on futures, and on COIN-M their symbol and pair', async () => {
    await start();
    expect(Object.keys(await read<Book>(sandbox, PATHS.spot))).toEqual(['lastUpdateId', 'bids', 'asks']);
    expect(await read<Book>(sandbox, PATHS.usdm)).toMatchObject({ E: START, T: START - 8 });
    expect(await read<Book>(sandbox, PATHS.coinm)).toMatchObject({
      E: START,
      symbol: 'BTCUSD_PERP',
      pair: 'BTCUSD',
    });
  });

  it('have 100 levels on spot and 500 on futures unless told', async () => {
    await start();
    expect((await read<Book>(sandbox, PATHS.spot)).bids).toHaveLength(100);
    expect((await read<Book>(sandbox, PATHS.usdm)).bids).toHaveLength(500);
    expect((await read<Book>(sandbox, `${PATHS.spot}&limit=9999`)).bids).toHaveLength(5000);
  });

  it('of what does not trade are empty', async () => {
    await start();
    expect(await read<Book>(sandbox, '/api/v3/depth?symbol=LUNAUSDT')).toMatchObject({ bids: [], asks: [] });
    expect(await read<Book>(sandbox, '/fapi/v1/depth?symbol=SOONUSDT')).toMatchObject({ bids: [], asks: [] });
  });
});

describe('books that were handed in', () => {
  const level = (price: string): [string, string] => [price, '1'];
  const deep = { lastUpdateId: 7, bids: ['3', '2', '1'].map(level), asks: ['4.5', '5', '6'].map(level) };
  const shallow = { lastUpdateId: 8, bids: [level('3')], asks: [level('4')] };

  it('are served as they are, the smallest that is deep enough, cut where it is too deep', async () => {
    await start({
      books: [deep, JSON.stringify(shallow)].map((body) => ({ market: 'spot', symbol: 'ODDUSDT', body })),
    });
    const ask = (limit: number): Promise<Book> =>
      read<Book>(sandbox, `/api/v3/depth?symbol=ODDUSDT&limit=${limit}`);
    expect(await ask(1)).toEqual(shallow);
    expect(await ask(2)).toEqual({ ...deep, bids: deep.bids.slice(0, 2), asks: deep.asks.slice(0, 2) });
    expect(await ask(100)).toEqual(deep);
    const { symbols } = await read<{ symbols: { filters: { tickSize: string }[] }[] }>(
      sandbox,
      '/api/v3/exchangeInfo?symbol=ODDUSDT',
    );
    expect(symbols[0]?.filters[0]?.tickSize).toBe('0.10000000');
  });

  it.skipIf(!recordings)(`are the recorded ones, byte for byte${ifSkipped}`, async () => {
    const found = (recordings?.index ?? []).filter(({ file }) =>
      /^binance\/orderbook__gct-(usdm|coinm)-depth/.test(file),
    );
    expect(found.length).toBeGreaterThan(4);
    await start({
      books: found.map(({ file, market, url }) => ({
        market: market as 'usdm' | 'coinm',
        symbol: new URL(url).searchParams.get('symbol') ?? '',
        body: recordings?.text(file) ?? '',
      })),
    });
    for (const { file, url } of found) {
      const { pathname, search } = new URL(url);
      // oxlint-disable-next-line no-await-in-loop
      expect(await read<Book>(sandbox, pathname + search)).toEqual(JSON.parse(recordings?.text(file) ?? ''));
    }
  });
});
