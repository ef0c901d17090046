import {
  InvalidConfigurationError,
  InvalidRequestError,
  isExchangeError,
  type KlineArchive,
  loadAdapter,
  type SocketTransport,
} from '@marketloom/exchange';
import { expect, test } from 'vitest';
import { DirectTransport } from '@marketloom/testing';
import { depthAnswer } from './fixtures/diffs.ts';
import { linearPerpetual, spotPair } from './fixtures/instruments.ts';
import { startKlineServer } from './fixtures/kline-server.ts';
import { startLoopback } from './fixtures/loopback.ts';
import { startStreamServer } from './fixtures/stream-server.ts';
import adapter, { BinanceExchange } from './index.ts';

test('the package is an adapter', async () => {
  const loaded = await loadAdapter('binance', { importModule: () => import('./index.ts') });
  expect(loaded).toBe(adapter);
  expect(loaded).toMatchObject({ contractVersion: 1, id: 'binance', markets: ['spot', 'usdm', 'coinm'] });
});

test('it needs no settings', async () => {
  const exchange = adapter.create();
  expect(exchange).toBeInstanceOf(BinanceExchange);
  expect(exchange.markets).toEqual(Object.keys(exchange.capabilities));
  expect(exchange.capabilities['spot']?.klines.intervals).toHaveLength(16);
  expect(exchange.capabilities['usdm']?.klines.intervals).toHaveLength(15);
  expect(exchange.capabilities['coinm']?.klines.intervals).not.toContain('1s');
  await exchange.close();
});

test('addresses come from baseUrls before the configuration, without a slash at the end', async () => {
  const transport = new DirectTransport();
  await using server = await startLoopback(() => ({ json: { serverTime: 1 } }));
  const exchange = adapter.create({
    transport,
    baseUrls: { spot: `${server.url}/` },
    configuration: { spot_url: 'https://api.example.com', budget_share: 0.5 },
  });
  await exchange.serverTime();
  expect(transport.requests).toMatchObject([
    { url: `${server.url}/api/v3/time`, budget: { id: `${server.url} spot`, capacity: 3000 } },
  ]);
});

test('files of the archive have an address, a budget and limits of their own', async () => {
  const transport = new DirectTransport();
  const day = Date.UTC(2024, 0, 1);
  await using server = await startLoopback(({ path }) =>
    path.endsWith('/time') ? { json: { serverTime: day + 7 * 86_400_000 } } : { status: 404, text: '' },
  );
  const settings = { transport, configuration: { timeout: '2s' }, instruments: [spotPair] };
  const exchange = adapter.create({ ...settings, baseUrls: { spot: server.url, archive: `${server.url}/` } });
  const range = { start: day, end: day + 86_400_000 };
  const archive = exchange.klineArchive as KlineArchive;
  const pages = archive.fetchKlines({ symbol: spotPair, interval: '1m', ...range });
  expect((await pages[Symbol.asyncIterator]().next()).done).toBe(true);
  expect(transport.requests.slice(1)).toMatchObject([
    {
      url: `${server.url}/data/spot/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2024-01-01.zip.CHECKSUM`,
      budget: { id: `${server.url}/data`, capacity: 200, windowMs: 10_000 },
      timeoutMs: 16_000,
    },
  ]);
});

test('streams have addresses of their own, in baseUrls and in the configuration', async () => {
  await using server = await startStreamServer({ answer: () => ({ json: depthAnswer(1) }) });
  const streams = server.url.replace('http', 'ws');
  const exchange = adapter.create({
    baseUrls: { spot: server.url, usdm: server.url, spot_stream: `${streams}/a/` },
    configuration: { spot_stream_url: 'wss://stream.example.com', usdm_stream_url: `${streams}/b` },
    instruments: [spotPair, linearPerpetual],
  });
  for await (const { kind } of exchange.streamOrderBooks({ symbols: [spotPair, linearPerpetual] })) {
    expect(kind).toBe('book');
    if (server.opened.length === 2) break;
  }
  await exchange.close();
  expect(server.opened.map((address) => address.slice(0, 9)).toSorted()).toEqual(['/a/stream', '/b/stream']);
});

test('sockets that were handed in are used, and stay open', async () => {
  const closed: string[] = [];
  const sockets: SocketTransport = {
    open: () =>
      Promise.reject(new InvalidRequestError('not here', { exchange: 'binance', operation: 'open' })),
    close: () => Promise.resolve(void closed.push('sockets')),
  };
  const exchange = adapter.create({ sockets, instruments: [spotPair] });
  const events = exchange.streamOrderBooks({ symbols: [spotPair] })[Symbol.asyncIterator]();
  await expect(events.next()).rejects.toThrow('not here');
  await exchange.close();
  expect(closed).toEqual([]);
});

test.each([
  [{ configuration: { spot_stream_url: 'https://stream.binance.com' } }, 'spot_stream_url'],
  [{ baseUrls: { usdm_stream: 'ws://fstream.binance.com' } }, 'usdm_stream_url'],
  [{ configuration: { stream_silence: '1ms' } }, 'stream_silence'],
  [{ configuration: { spot_url: 'http://api.binance.com' } }, 'spot_url'],
  [{ baseUrls: { coinm: 'ftp://127.0.0.1' } }, 'coinm_url'],
  [{ baseUrls: { archive: 'http://data.binance.vision' } }, 'archive_url'],
  [{ baseUrls: { options: 'https://eapi.binance.com' } }, 'options_url'],
  [{ configuration: { budget_share: 1.5 } }, 'budget_share'],
  [{ configuration: { settle_delay: 'soon' } }, 'settle_delay'],
  [{ configuration: { retries: -1 } }, 'retries'],
])('settings that cannot be are refused by their key: %j', (settings, key) => {
  expect(() => adapter.create(settings)).toThrow(InvalidConfigurationError);
  expect(() => adapter.create(settings)).toThrow(key);
});

test('a transport that was handed in stays open; an own one is closed', async () => {
  const transport = new DirectTransport();
  await adapter.create({ transport }).close();
  expect(transport.closed).toBe(false);
  await using server = await startLoopback(() => ({ json: { serverTime: 1 } }));
  const own = adapter.create({ baseUrls: { spot: server.url } });
  await own.serverTime();
  await own.close();
  await expect(own.serverTime()).rejects.toSatisfy(isExchangeError);
});

test('over the real transport: candles, and a page that is bad once', async () => {
  const first = Date.UTC(2024, 0, 1);
  await using good = await startKlineServer({ gaps: [], now: Date.now() });
  let bad = 2;
  await using server = await startLoopback(async ({ path, query }) => {
    const answer = await fetch(`${good.url}${path}?${query}`);
    const text = await answer.text();
    return path.endsWith('/klines') && bad-- > 0 ? { text: text.replace(/\.30"/, '.05"') } : { text };
  });
  const exchange = adapter.create({
    baseUrls: { spot: server.url },
    configuration: { retries: 3 },
    instruments: [spotPair],
  });
  const range = { start: first, end: first + 1500 * 60_000 };
  const lengths: number[] = [];
  for await (const { klines } of exchange.fetchKlines({
    symbol: 'BTC-USDT-SPOT',
    interval: '1m',
    ...range,
  })) {
    lengths.push(klines.length);
  }
  expect(lengths).toEqual([1000, 500]);
  expect(server.asked.filter(({ path }) => path.endsWith('/klines'))).toHaveLength(2 + 2);
  await exchange.close();
});

test('a page that stays bad fails whole, with the place', async () => {
  const first = Date.UTC(2024, 0, 1);
  const row = [first, '1', '1', '1', '1', '-1', first + 59_999, '1', 1, '1', '1', '0'];
  await using server = await startLoopback(({ path }) => ({
    json: path.endsWith('/time') ? { serverTime: Date.now() } : [row],
  }));
  const exchange = adapter.create({
    baseUrls: { spot: server.url },
    configuration: { retries: 1 },
    instruments: [spotPair],
  });
  const pages = exchange.fetchKlines({ symbol: spotPair, interval: '1m', start: first, end: first + 60_000 });
  await expect(pages[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    kind: 'badResponse',
    path: '$[0].volume',
    operation: 'fetchKlines BTCUSDT 1m',
  });
  expect(server.asked.filter(({ path }) => path.endsWith('/klines'))).toHaveLength(2);
  await exchange.close();
});
