import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrueBook } from '../books/true-book.ts';
import { type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import { BookMirror } from '../testing/book-mirror.ts';
import { read } from '../testing/client.ts';
import { StreamClient } from '../testing/stream-client.ts';

const START = Date.UTC(2026, 10, 20, 12, 34, 56);
let now = START;
let sandbox: SandboxExchange;
const clients: StreamClient[] = [];

beforeEach(async () => {
  now = START;
  sandbox = await startSandboxExchange({ now: () => now });
});
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.terminate();
  await sandbox.close();
});

async function open(market: 'spot' | 'usdm' | 'coinm', path: string): Promise<StreamClient> {
  const client = await StreamClient.open(`${sandbox.streamUrls[market]}${path}`);
  clients.push(client);
  return client;
}

describe('depth streams', () => {
  it('of spot come every 100 ms or every second, each where the one before ended', async () => {
    const fast = await open('spot', '/ws/btcusdt@depth@100ms');
    const slow = await open('spot', '/ws/btcusdt@depth');
    sandbox.clock.advance(3000);
    await fast.until(() => fast.events().length === 30);
    await slow.until(() => slow.events().length === 3);
    const [first] = fast.events();
    expect(Object.keys(first ?? {})).toEqual(['e', 'E', 's', 'U', 'u', 'b', 'a']);
    expect(first).toMatchObject({ e: 'depthUpdate', E: START + 100, s: 'BTCUSDT' });
    for (const client of [fast, slow]) {
      const events = client.events();
      expect(events.slice(1).map(({ U }) => U)).toEqual(events.slice(0, -1).map(({ u }) => u + 1));
      expect(events.at(-1)?.u).toBe(sandbox.book('spot', 'BTCUSDT', { time: START + 3000 }, 1).lastUpdateId);
    }
    expect(slow.events().map(({ U, u }) => u - U)).toEqual([9, 9, 9]);
  });

  it.each([
    ['usdm', '/ws/btcusdt@depth', 250, ['e', 'E', 'T', 's', 'U', 'u', 'pu', 'b', 'a']],
    ['usdm', '/public/ws/btcusdt@depth@500ms', 500, ['e', 'E', 'T', 's', 'U', 'u', 'pu', 'b', 'a']],
    ['coinm', '/ws/btcusd_perp@depth@100ms', 100, ['e', 'E', 'T', 's', 'ps', 'U', 'u', 'pu', 'b', 'a']],
  ] as const)('of %s at %s come every %i ms, and tell the id before', async (market, path, speed, keys) => {
    const client = await open(market, path);
    sandbox.clock.advance(2000);
    await client.until(() => client.events().length === 2000 / speed);
    const events = client.events();
    expect(Object.keys(events[0] ?? {})).toEqual(keys);
    expect(events.map(({ E }) => E)).toEqual(
      Array.from({ length: 2000 / speed }, (_, index) => START + (index + 1) * speed),
    );
    expect(events.slice(1).map(({ pu }) => pu)).toEqual(events.slice(0, -1).map(({ u }) => u));
  });

  it.each([
    ['spot', 'btcusdt@depth', '/api/v3/depth?symbol=BTCUSDT&limit=5000'],
    ['usdm', '1000pepeusdt@depth@100ms', '/fapi/v1/depth?symbol=1000PEPEUSDT&limit=1000'],
    ['coinm', 'btcusd_perp@depth@500ms', '/dapi/v1/depth?symbol=BTCUSD_PERP&limit=1000'],
  ] as const)('of %s make a snapshot of REST into the book of each event', async (market, name, path) => {
    const client = await open(market, `/stream?streams=${name}`);
    sandbox.clock.advance(1300);
    await client.until(() => client.events().length > 0);
    const mirror = new BookMirror(await read<TrueBook>(sandbox, path));
    sandbox.clock.advance(20_000);
    await client.until(() => (client.events().at(-1)?.E ?? 0) >= START + 21_000);
    for (const event of client.events()) {
      expect(mirror.apply(event)).toBe(true);
      if (event.u !== mirror.lastUpdateId) continue;
      const { bids, asks } = sandbox.book(market, event.s, { updateId: event.u });
      expect(mirror.sides()).toEqual({ bids, asks });
    }
    expect(JSON.parse(client.texts[0] ?? '')).toMatchObject({ stream: name });
  });

  it('of what does not trade say nothing, nor do others', async () => {
    const client = await open('spot', '/ws/lunausdt@depth/nosuchcoin@depth/btcusdt@trade/ethusdt@depth');
    sandbox.clock.advance(3000);
    await client.until(() => client.events().length === 3);
    expect(new Set(client.events().map(({ s }) => s))).toEqual(new Set(['ETHUSDT']));
    expect(sandbox.streams.counters).toMatchObject({ opened: 1, subscriptions: 4, sent: 3 });
  });
});

describe('the clock', () => {
  it('goes no further than what has been sent', async () => {
    const client = await open('usdm', '/ws/btcusdt@depth@100ms');
    sandbox.clock.advance(600_000);
    await client.until(() => client.events().length > 0);
    expect(sandbox.clock.now()).toBeLessThan(START + 600_000);
    await client.until(() => client.events().length === 6000);
    expect(client.events().at(-1)?.E).toBe(START + 600_000);
    expect(sandbox.clock.now()).toBe(START + 600_000);
  });

  it('leaves out what lies between when it is set', async () => {
    const client = await open('spot', '/ws/btcusdt@depth@100ms');
    sandbox.clock.advance(200);
    await client.until(() => client.events().length === 2);
    sandbox.clock.set(START + 3_600_000);
    sandbox.clock.advance(100);
    await client.until(() => client.events().length === 3);
    expect(client.events().at(-1)).toMatchObject({ E: START + 3_600_100 });
    expect((client.events()[2]?.U ?? 0) - (client.events()[1]?.u ?? 0)).toBe(36_000 - 1);
  });

  it('waits for somebody to listen again, and loses nothing of what it was moved on by', async () => {
    const path = '/ws/btcusdt@depth@100ms';
    sandbox.faults.add({ kind: 'stream-cut', after: 100 });
    const first = await open('spot', path);
    sandbox.clock.advance(60_000);
    await first.end();
    expect(sandbox.clock.now()).toBeLessThan(START + 11_000);
    now += 500;
    const second = await open('spot', path);
    await second.until(() => second.events().at(-1)?.E === START + 60_500);
    const [next] = second.events();
    expect(next?.E).toBeGreaterThan(START + 10_500);
    expect(next?.E).toBeLessThan(START + 11_500);
    expect(second.events().length).toBe((START + 60_500 - (next?.E ?? 0)) / 100 + 1);
  });

  it('can run faster than its base', async () => {
    const client = await open('spot', '/ws/btcusdt@depth@100ms');
    sandbox.clock.runAt(50);
    now += 20;
    await client.until(() => client.events().length === 10);
    expect(sandbox.clock.now()).toBe(START + 1000);
  });
});

describe('messages', () => {
  it('subscribe, unsubscribe, list, and ask for envelopes', async () => {
    const client = await open('spot', '/ws');
    const names = ['btcusdt@depth@100ms', 'ethusdt@depth@100ms'];
    expect(await client.ask({ method: 'SUBSCRIBE', params: names, id: 1 })).toEqual({ result: null, id: 1 });
    expect(await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: 'a' })).toEqual({ result: names, id: 'a' });
    expect(await client.ask({ method: 'UNSUBSCRIBE', params: [names[0]], id: 2 })).toMatchObject({ id: 2 });
    expect(await client.ask({ method: 'GET_PROPERTY', params: ['combined'], id: 3 })).toMatchObject({
      result: false,
    });
    expect(await client.ask({ method: 'SET_PROPERTY', params: ['combined', true], id: 4 })).toMatchObject({
      result: null,
    });
    const before = sandbox.streams.counters.sent;
    sandbox.clock.advance(2000);
    const enveloped = (): string[] => client.texts.filter((text) => text.startsWith('{"stream"'));
    await client.until(() => client.events().at(-1)?.E === START + 2000);
    expect(sandbox.streams.counters.sent).toBe(before + 20);
    expect(enveloped().map((text) => JSON.parse(text).stream)).toEqual(Array(20).fill(names[1]));
  });

  it.each([
    ['no json', 3, 'Invalid JSON: expected value at line 1 column 1', undefined],
    [{ id: 1 }, 2, /missing field `method`/, 1],
    [{ method: 'FOLLOW', id: 1 }, 2, /unknown variant `FOLLOW`/, 1],
    [{ method: 'LIST_SUBSCRIPTIONS' }, 2, /request ID must be/, undefined],
    [{ method: 'SUBSCRIBE', params: ['what is this'], id: 7 }, 2, 'Invalid request: invalid stream', 7],
    [{ method: 'SUBSCRIBE', params: ['btcusdt@depth@250ms'], id: 7 }, 2, /invalid stream/, 7],
    [{ method: 'SET_PROPERTY', params: ['combined', 1], id: 7 }, 1, /expected Boolean/, 7],
    [{ method: 'GET_PROPERTY', params: ['speed'], id: 7 }, 0, 'Unknown property', 7],
  ])('that make no sense are answered with an error: %j', async (request, code, message, id) => {
    const client = await open('spot', '/stream');
    const answer = await client.ask(request);
    expect(answer).toMatchObject({ error: { code, msg: expect.stringMatching(message) } });
    expect((answer as { id?: unknown }).id).toBe(id);
  });
});

describe('limits', () => {
  it('of messages: the connection is closed', async () => {
    const client = await open('spot', '/ws');
    for (let id = 0; id < 6; id += 1)
      client.socket.send(JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id }));
    expect(await client.end()).toEqual({ code: 1008, reason: 'Too many requests' });
    expect(sandbox.streams.counters).toMatchObject({ received: 6, closedForLimits: 1 });
    expect(sandbox.streams.connections[0]).toMatchObject({ closeCode: 1008, closedAt: START, received: 6 });
  });

  it('of streams: the connection is closed', async () => {
    const client = await open('usdm', '/ws');
    const params = Array.from({ length: 1025 }, (_, index) => `sim${index}usdt@depth`);
    client.socket.send(JSON.stringify({ method: 'SUBSCRIBE', params, id: 1 }));
    expect((await client.end()).code).toBe(1008);
  });

  it('of connections: further ones are refused', async () => {
    const client = await open('spot', '/ws');
    for (let count = 1; count < 300; count += 1) {
      // oxlint-disable-next-line no-await-in-loop
      (await open('spot', '/ws')).socket.terminate();
    }
    await expect(open('spot', '/ws')).rejects.toThrow('429');
    now += 300_000;
    await open('spot', '/ws');
    expect(client.closed).toBeNull();
  });

  it('of age: a day', async () => {
    const client = await open('spot', '/ws/btcusdt@depth');
    sandbox.clock.set(START + 86_400_000);
    sandbox.clock.advance(1000);
    expect((await client.end()).code).toBe(1001);
  });

  it('are not kept when they are off', async () => {
    await sandbox.close();
    sandbox = await startSandboxExchange({ now: () => now, limits: false });
    const client = await open('spot', '/ws');
    for (let id = 0; id < 20; id += 1)
      client.socket.send(JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id }));
    await client.until(() => client.texts.length === 20);
    expect(client.closed).toBeNull();
  });
});

describe('connections', () => {
  it.each(['/ws/what is this', '/ws/%zz', '/stream?streams=btcusdt@depth@7ms'])(
    'to what is no stream are closed: %s',
    async (path) => {
      expect(await (await open('spot', path)).end()).toMatchObject({ code: 1008 });
    },
  );

  it('to other paths are refused', async () => {
    await expect(StreamClient.open(`${sandbox.url.replace('http', 'ws')}/ws`)).rejects.toThrow('404');
    await expect(open('spot', '/public/ws')).rejects.toThrow('404');
    await expect(open('spot', '/trades')).rejects.toThrow('404');
  });

  it('take names of any alphabet', async () => {
    const client = await open('spot', `/ws/${encodeURIComponent('币安人生usdt@depth@100ms')}`);
    sandbox.clock.advance(100);
    await client.until(() => client.events('币安人生USDT').length === 1);
    expect(client.closed).toBeNull();
  });

  it('answer pings', async () => {
    const client = await open('coinm', '/ws');
    const answer = new Promise<string>((resolve) => {
      client.socket.on('pong', (payload) => resolve(payload.toString()));
    });
    client.socket.ping('are you there?');
    expect(await answer).toBe('are you there?');
  });

  it('are pinged, and cut when they do not answer', async () => {
    await sandbox.close();
    sandbox = await startSandboxExchange({ now: () => now, pingMs: 40 });
    const client = await open('spot', '/ws');
    let pings = 0;
    await new Promise<void>((resolve) => {
      client.socket.on('ping', () => {
        pings += 1;
        now += 1000;
        if (pings === 5) resolve();
      });
    });
    client.socket.pause();
    await expect.poll(() => sandbox.streams.connections[0]?.closeCode, { timeout: 30_000 }).toBe(1006);
  });
});
