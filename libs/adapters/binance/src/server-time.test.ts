import { expect, test } from 'vitest';
import { exchangeAt } from './fixtures/exchange.ts';
import { instruments } from './fixtures/instruments.ts';
import { startLoopback } from './fixtures/loopback.ts';

const SERVER = Date.UTC(2024, 0, 1);

test('series that begin together ask for the time once in each market', async () => {
  await using server = await startLoopback(({ path }) => ({
    json: path.endsWith('/time') ? { serverTime: SERVER } : [],
  }));
  const exchange = exchangeAt(server.url);
  const pages = instruments.flatMap((symbol) =>
    (['1m', '1h', '1d'] as const).map((interval) =>
      Array.fromAsync(exchange.fetchKlines({ symbol, interval, start: SERVER - 86_400_000, end: SERVER })),
    ),
  );
  await Promise.all(pages);
  const times = server.asked.map(({ path }) => path).filter((path) => path.endsWith('/time'));
  expect(times.toSorted()).toEqual(['/api/v3/time', '/dapi/v1/time', '/fapi/v1/time']);
});

test('serverTime() asks the spot market', async () => {
  await using server = await startLoopback(() => ({ json: { serverTime: SERVER } }));
  const time = await exchangeAt(server.url).serverTime();
  expect(time.serverTime).toBe(SERVER);
  expect(time.roundTripMs).toBeGreaterThanOrEqual(0);
  expect(server.asked.map(({ path }) => path)).toEqual(['/api/v3/time']);
});

test('an answer without a time is a bad response', async () => {
  await using server = await startLoopback(() => ({ json: {} }));
  await expect(exchangeAt(server.url).serverTime()).rejects.toMatchObject({ kind: 'badResponse', path: '$' });
});
