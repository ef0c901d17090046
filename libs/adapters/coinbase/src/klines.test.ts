import { startReplayServer } from '@marketloom/adapter-testkit';
import { silentLogger, systemClock } from '@marketloom/exchange';
import { expect, it } from 'vitest';
import definition from './definition.ts';
import { instrumentOf } from './fixtures/instrument.ts';
import { replaying } from './fixtures/replay.ts';

const start = Date.UTC(2018, 1, 1);
const range = { start, end: start + 4 * 60_000 };
const asked = { symbol: 'BTC-USD-SPOT', interval: '1m', ...range } as const;

it('keeps the digits of numbers, whatever a float would make of them', async () => {
  await using replay = await replaying({
    '/products/BTC-USD/candles': `[
      [1517443380,10098.99,1.00999900e4,10099,10099.980000000000001,5e-8],
      [1517443320,0.000000010,0.00000003,0.00000002,0.00000003,123456789012345678.123456789]]`,
  });
  const [page] = await Array.fromAsync(replay.exchange.fetchKlines(asked));
  const { open, high, low, close, volume } = page?.klines.columns ?? {};
  expect({ open, high, low, close, volume }).toEqual({
    open: ['0.00000002', '10099'],
    high: ['0.00000003', '1.00999900e4'],
    low: ['0.000000010', '10098.99'],
    close: ['0.00000003', '10099.980000000000001'],
    volume: ['123456789012345678.123456789', '5e-8'],
  });
});

it('leaves out rows before the start, and takes intervals that are left out for empty', async () => {
  await using replay = await replaying({
    '/products/BTC-USD/candles': '[[1517443320,1,2,1,2,3],[1517443140,9,9,9,9,9],[1517443080,9,9,9,9,9]]',
  });
  const pages = await Array.fromAsync(replay.exchange.fetchKlines(asked));
  expect(pages.map((page) => [page.range, [...page.klines.columns.openTime]])).toEqual([
    [range, [1_517_443_320_000]],
  ]);
});

it('leaves out rows behind the end too, unless none is in the range', async () => {
  const later = '[1517443440,1,2,1,2,3]';
  await using replay = await replaying({
    '/products/BTC-USD/candles': `[${later},[1517443320,1,2,1,2,3],[1517443140,9,9,9,9,9]]`,
  });
  const [page] = await Array.fromAsync(replay.exchange.fetchKlines(asked));
  expect([...(page?.klines.columns.openTime ?? [])]).toEqual([1_517_443_320_000]);
  await using other = await replaying({ '/products/BTC-USD/candles': `[${later}]` });
  await expect(Array.fromAsync(other.exchange.fetchKlines(asked))).rejects.toMatchObject({
    kind: 'badResponse',
  });
});

it('tells nothing of what lies behind a candle off the grid', async () => {
  const rows = [420, 360, 134, 60, 0].map((second) => `[${start / 1000 + second},1,2,1,2,3]`);
  await using replay = await replaying({ '/products/BTC-USD/candles': `[${rows.join()}]` });
  const pages: unknown[] = [];
  const reading = async (): Promise<void> => {
    const end = start + 8 * 60_000;
    for await (const page of replay.exchange.fetchKlines({ ...asked, end })) pages.push(page.range);
  };
  await expect(reading()).rejects.toMatchObject({
    kind: 'badResponse',
    range: { start: start + 120_000, end: start + 180_000 },
  });
  expect(pages).toEqual([{ start, end: start + 120_000 }]);
});

it('goes by our clock where an address tells no time', async () => {
  const time = { status: 404, text: '{"message":"NotFound"}' };
  const rows = '[[1517443320,1,2,1,2,3]]';
  await using replay = await replaying({ '/time': time, '/products/BTC-USD/candles': rows });
  const [page] = await Array.fromAsync(replay.exchange.fetchKlines(asked));
  expect(page?.range).toEqual(range);
  await using broken = await replaying({
    '/time': { status: 503, text: '' },
    '/products/BTC-USD/candles': rows,
  });
  await expect(Array.fromAsync(broken.exchange.fetchKlines(asked))).rejects.toMatchObject({
    kind: 'maintenance',
  });
});

it('does not go by our clock where it is ahead of the answers', async () => {
  const now = Date.now();
  const minute = 60_000;
  const open = now - (now % minute);
  const rows = [0, -1, -2].map((at) => `[${(open + at * minute) / 1000},1,2,1,2,3]`);
  await using server = await startReplayServer([
    { url: 'https://api.exchange.coinbase.com/products/BTC-USD/candles', text: `[${rows.join()}]` },
  ]);
  const warnings: string[] = [];
  const exchange = definition.create({
    configuration: { url: server.url, retries: 0 },
    instruments: [instrumentOf('BTC-USD')],
    clock: { ...systemClock, now: () => Date.now() + 60 * minute },
    logger: { ...silentLogger, warn: (message) => warnings.push(message) },
  });
  const asking = {
    symbol: 'BTC-USD-SPOT',
    interval: '1m',
    start: open - 2 * minute,
    end: open + 60 * minute,
  } as const;
  const pages = await Array.fromAsync(exchange.fetchKlines(asking));
  await exchange.close();
  expect(pages.length).toBeGreaterThan(0);
  expect(pages.at(-1)?.range.end).toBeLessThanOrEqual(Date.now());
  expect(warnings).toEqual(['coinbase: /time tells no time, so that the Date of its answers counts']);
});

it('asks for both ends as ISO 8601, the last second before the end', async () => {
  await using replay = await replaying({ '/products/BTC-USD/candles': '[]' });
  await Array.fromAsync(replay.exchange.fetchKlines(asked));
  expect(decodeURIComponent(replay.server.requests.at(-1) ?? '')).toBe(
    '/products/BTC-USD/candles?granularity=60&start=2018-02-01T00:00:00Z&end=2018-02-01T00:03:59Z',
  );
});
