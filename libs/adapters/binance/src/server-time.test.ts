import type { Clock, TransportRequest } from '@marketloom/exchange';
import { expect, test } from 'vitest';
import { DirectTransport, response } from './fixtures/direct-transport.ts';
import { exchangeAt } from './fixtures/exchange.ts';
import { instruments } from './fixtures/instruments.ts';
import { startLoopback } from './fixtures/loopback.ts';
import { MARKETS } from './markets.ts';
import { MarketClient } from './requests.ts';
import { ExchangeClock, fetchServerTime } from './server-time.ts';

const SERVER = Date.UTC(2024, 0, 1);

/** A transport whose answers are under way from 1000 to 1200 by our clock, and say the exchange's time. */
class TimedTransport extends DirectTransport {
  override async send<T>(request: TransportRequest<T>): Promise<T> {
    this.requests.push(request);
    const answer = response(200, JSON.stringify({ serverTime: SERVER }));
    return request.decode({ ...answer, sentAt: 1000, receivedAt: 1200 });
  }
}

const client = (transport: DirectTransport): MarketClient =>
  new MarketClient({ market: MARKETS.usdm, root: 'http://127.0.0.1:1', budgetShare: 1, transport });

test('the offset is by the middle of the round trip', async () => {
  const transport = new TimedTransport();
  expect(await fetchServerTime(client(transport), { operation: 'serverTime' })).toEqual({
    serverTime: SERVER,
    offsetMs: SERVER - 1100,
    roundTripMs: 200,
    receivedAt: 1200,
  });
  expect(transport.requests[0]).toMatchObject({ url: 'http://127.0.0.1:1/fapi/v1/time', weight: 1 });
});

test("the exchange's clock is measured once, and again when that is long ago or ours was set back", async () => {
  const transport = new TimedTransport();
  let now = 1200;
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  const exchangeClock = new ExchangeClock(client(transport), clock);
  const read = (): Promise<number> => exchangeClock.now();
  expect(await read()).toBe(SERVER);
  now = 1200 + 600_000;
  expect(await read()).toBe(SERVER + 600_000);
  expect(transport.requests).toHaveLength(1);
  now += 1;
  await read();
  expect(transport.requests).toHaveLength(2);
  now = 1199;
  expect(await read()).toBe(SERVER);
  expect(transport.requests).toHaveLength(3);
});

test.each([5 * 60_000, 1_001, -2_000])(
  'our clock being set by %i ms moves the exchange no time: it is measured again',
  async (set) => {
    const transport = new TimedTransport();
    let [now, passed] = [1200, 70];
    const clock: Clock = { now: () => now, monotonic: () => passed, sleep: () => Promise.resolve() };
    const exchangeClock = new ExchangeClock(client(transport), clock);
    const read = (): Promise<number> => exchangeClock.now();
    await read();
    [now, passed] = [now + 5000, passed + 5000];
    expect(await read()).toBe(SERVER + 5000);
    expect(transport.requests).toHaveLength(1);
    now += set;
    expect(await read()).toBe(SERVER);
    expect(transport.requests).toHaveLength(2);
  },
);

test('a clock that runs on while ours is corrected by little is believed, by the time that passed', async () => {
  const transport = new TimedTransport();
  let now = 1200;
  const clock: Clock = { now: () => now, monotonic: () => 70.9, sleep: () => Promise.resolve() };
  const exchangeClock = new ExchangeClock(client(transport), clock);
  await exchangeClock.now();
  now += 900;
  expect(await exchangeClock.now()).toBe(SERVER);
  expect(transport.requests).toHaveLength(1);
});

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
