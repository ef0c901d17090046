import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrueBook } from '../books/true-book.ts';
import type { Fault } from '../faults/fault.ts';
import { type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import { BookMirror, type DepthEvent } from '../testing/book-mirror.ts';
import { read, send } from '../testing/client.ts';
import { StreamClient } from '../testing/stream-client.ts';

const START = Date.UTC(2026, 10, 20, 12, 34, 56);
const SNAPSHOT = '/fapi/v1/depth?symbol=BTCUSDT&limit=1000';
let sandbox: SandboxExchange;
let client: StreamClient;

beforeEach(async () => {
  sandbox = await startSandboxExchange({ now: () => START, limits: false });
  client = await StreamClient.open(
    `${sandbox.streamUrls.usdm}/stream?streams=btcusdt@depth@100ms/ethusdt@depth@100ms`,
  );
});
afterEach(async () => {
  client.socket.terminate();
  await sandbox.close();
});

/** The first id of the stream that an event belongs to. */
function idAt(symbol: string, milliseconds: number): number {
  return sandbox.book('usdm', symbol, { time: START + milliseconds }, 1).lastUpdateId;
}

/** The ids of what comes in the next second of one symbol, counted from the first there could be. */
async function idsWith(fault: Fault, symbol = 'BTCUSDT'): Promise<number[]> {
  sandbox.faults.add(fault);
  sandbox.clock.advance(1000);
  await client.until(() => client.events('ETHUSDT').at(-1)?.u === idAt('ETHUSDT', 1000));
  return client.events(symbol).map(({ u }) => u - idAt(symbol, 0));
}

const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('faults of events', () => {
  it('stream-dropped: one does not come', async () => {
    const ids = await idsWith({ kind: 'stream-dropped', symbol: 'BTCUSDT', after: 3 });
    expect(ids).toEqual(ALL.filter((id) => id !== 4));
    const first = idAt('BTCUSDT', 400);
    expect(sandbox.streams.injected).toEqual([
      {
        number: 1,
        kind: 'stream-dropped',
        market: 'usdm',
        symbol: 'BTCUSDT',
        connection: 1,
        streams: ['btcusdt@depth@100ms'],
        at: START + 400,
        firstUpdateId: first,
        finalUpdateId: first,
      },
    ]);
    expect(sandbox.streams.counters.byFault).toEqual({ 'stream-dropped': 1 });
  });

  it('stream-repeated: one comes twice', async () => {
    const ids = await idsWith({ kind: 'stream-repeated', symbol: 'BTCUSDT', after: 3, times: 2 });
    expect(ids).toEqual([1, 2, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10]);
  });

  it('stream-swapped: one comes after the next of its stream', async () => {
    const ids = await idsWith({ kind: 'stream-swapped', symbol: 'BTCUSDT', every: 5, times: 'always' });
    // The event that overtakes another is not counted.
    expect(ids).toEqual([2, 1, 3, 4, 5, 6, 8, 7, 9, 10]);
    expect(client.events('ETHUSDT')).toHaveLength(10);
  });

  it('stream-malformed: one is cut in half', async () => {
    const ids = await idsWith({ kind: 'stream-malformed', symbol: 'BTCUSDT', after: 9 });
    expect(ids).toEqual(ALL.slice(0, 9));
    expect(client.texts).toHaveLength(20);
    expect(client.texts.filter((text) => !text.endsWith('}}'))).toHaveLength(1);
  });

  it('stream-silent: nothing comes for a while, of any stream of the connection', async () => {
    const fault: Fault = { kind: 'stream-silent', symbol: 'ETHUSDT', after: 2, forMs: 500 };
    expect(await idsWith(fault, 'ETHUSDT')).toEqual([1, 2, 8, 9, 10]);
    expect(client.events('BTCUSDT').map(({ u }) => u - idAt('BTCUSDT', 0))).toEqual([1, 2, 3, 8, 9, 10]);
    expect(client.closed).toBeNull();
    expect(sandbox.streams.injected[0]?.streams).toEqual(['btcusdt@depth@100ms', 'ethusdt@depth@100ms']);
    expect(sandbox.streams.counters.swallowed).toBe(4 + 4);
  });

  it('stream-silent: pings and messages are left without an answer too', async () => {
    const { counters, injected } = sandbox.streams;
    sandbox.faults.add({ kind: 'stream-silent', forMs: 60_000 });
    sandbox.clock.advance(100);
    await expect.poll(() => injected.length).toBe(1);
    let pongs = 0;
    client.socket.on('pong', () => (pongs += 1));
    client.socket.ping();
    client.socket.send(JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id: 1 }));
    await expect.poll(() => counters.received).toBe(2);
    sandbox.clock.advance(61_000);
    await client.until(() => client.events('BTCUSDT').at(-1)?.u === idAt('BTCUSDT', 61_100));
    expect([pongs, client.texts.filter((text) => text.startsWith('{"result"')).length]).toEqual([0, 0]);
    expect(await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: 2 })).toMatchObject({ id: 2 });
  });

  it('strike no request, and those of requests no event', async () => {
    sandbox.faults.add({ kind: 'server-error', times: 'always' });
    expect(await idsWith({ kind: 'stream-dropped', times: 'always', market: 'coinm' })).toEqual(ALL);
    expect((await send(sandbox, SNAPSHOT)).status).toBe(503);
  });
});

describe('faults of connections', () => {
  it('stream-closed: a close frame', async () => {
    sandbox.faults.add({ kind: 'stream-closed', after: 2 });
    sandbox.clock.advance(1000);
    expect(await client.end()).toEqual({ code: 1001, reason: '' });
    expect(sandbox.streams.connections[0]).toMatchObject({ closeCode: 1001, sent: 2 });
  });

  it('stream-cut: none', async () => {
    sandbox.faults.add({ kind: 'stream-cut', after: 2 });
    sandbox.clock.advance(1000);
    expect((await client.end()).code).toBe(1006);
    expect(sandbox.streams.injected[0]?.streams).toHaveLength(2);
  });

  it('stream-refused: with a status', async () => {
    sandbox.faults.add({ kind: 'stream-refused' });
    sandbox.faults.add({ kind: 'stream-refused', status: 403 });
    const open = (): Promise<StreamClient> => StreamClient.open(`${sandbox.streamUrls.spot}/ws`);
    await expect(open()).rejects.toThrow('503');
    await expect(open()).rejects.toThrow('403');
    (await open()).socket.terminate();
    expect(sandbox.streams.counters).toMatchObject({ opened: 2, refused: 2 });
  });
});

describe('stale snapshots', () => {
  it('book-stale: the book of some time ago, with its id', async () => {
    sandbox.faults.add({ kind: 'book-stale', behindMs: 2000 });
    const { bids, asks, lastUpdateId } = await read<TrueBook>(sandbox, SNAPSHOT);
    expect(lastUpdateId).toBe(idAt('BTCUSDT', -2000));
    expect({ bids, asks }).toEqual({
      bids: sandbox.book('usdm', 'BTCUSDT', { updateId: lastUpdateId }).bids,
      asks: sandbox.book('usdm', 'BTCUSDT', { updateId: lastUpdateId }).asks,
    });
    expect(sandbox.streams.injected).toMatchObject([{ kind: 'book-stale', finalUpdateId: lastUpdateId }]);
    expect((await read<TrueBook>(sandbox, SNAPSHOT)).lastUpdateId).toBe(idAt('BTCUSDT', 0));
  });
});

describe('which events a fault strikes', () => {
  it('a random share, the same for the same seed', async () => {
    const struck: number[][] = [];
    for (const seed of ['a', 'a', 'b']) {
      // oxlint-disable-next-line no-await-in-loop
      const other = await startSandboxExchange({ now: () => START, limits: false, seed, bookLevels: 5 });
      other.faults.add({ kind: 'stream-dropped', probability: 0.1, times: 'always' });
      // oxlint-disable-next-line no-await-in-loop
      const consumer = await StreamClient.open(`${other.streamUrls.spot}/ws/btcusdt@depth@100ms`);
      other.clock.advance(100_000);
      const isLast = ({ E }: DepthEvent): boolean => E > START + 99_000;
      // oxlint-disable-next-line no-await-in-loop
      await consumer.until(() => consumer.events().some(isLast) && other.clock.now() === START + 100_000);
      const first = other.book('spot', 'BTCUSDT', { time: START }, 1).lastUpdateId;
      struck.push(other.streams.injected.map(({ finalUpdateId }) => (finalUpdateId ?? 0) - first));
      consumer.socket.terminate();
      // oxlint-disable-next-line no-await-in-loop
      await other.close();
    }
    const [one = [], again, another] = struck;
    expect(one.length).toBeGreaterThan(60);
    expect(one.length).toBeLessThan(150);
    expect(again).toEqual(one);
    expect(another).not.toEqual(one);
  });
});

describe('an hour with everything that can go wrong with events', () => {
  it('is told by the ids of what comes, and each gap was injected', async () => {
    const kinds = ['stream-dropped', 'stream-repeated', 'stream-swapped', 'stream-malformed'] as const;
    for (const kind of kinds) sandbox.faults.add({ kind, probability: 0.002, times: 'always' });
    sandbox.clock.advance(3_600_000);
    await client.until(() => client.events('ETHUSDT').length > 0);
    await client.until(() => sandbox.clock.now() === START + 3_600_000 && client.socket.bufferedAmount === 0);
    await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: 1 });
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
      const came = new Set(client.events(symbol).map(({ u }) => u - idAt(symbol, 0)));
      const lost = Array.from({ length: 36_000 }, (_, index) => index + 1).filter((id) => !came.has(id));
      const injected = sandbox.streams.injected
        .filter((fault) => fault.symbol === symbol && /dropped|malformed/.test(fault.kind))
        .map(({ finalUpdateId }) => (finalUpdateId ?? 0) - idAt(symbol, 0));
      expect(injected.length).toBeGreaterThan(50);
      expect(lost).toEqual(injected);
    }
  });

  it('a book made anew after each gap is the true one', async () => {
    sandbox.faults.add({ kind: 'stream-dropped', probability: 0.01, times: 'always', symbol: 'BTCUSDT' });
    let mirror = new BookMirror(await read<TrueBook>(sandbox, SNAPSHOT));
    let gaps = 0;
    let seen = 0;
    for (let round = 1; round <= 20; round += 1) {
      sandbox.clock.advance(10_000);
      const last = idAt('ETHUSDT', round * 10_000);
      // oxlint-disable-next-line no-await-in-loop
      await client.until(() => client.events('ETHUSDT').at(-1)?.u === last);
      const events = client.events('BTCUSDT');
      for (; seen < events.length; seen += 1) {
        if (mirror.apply(events[seen] as DepthEvent)) continue;
        gaps += 1;
        // oxlint-disable-next-line no-await-in-loop
        mirror = new BookMirror(await read<TrueBook>(sandbox, SNAPSHOT));
      }
      const { bids, asks } = sandbox.book('usdm', 'BTCUSDT', { updateId: mirror.lastUpdateId });
      expect(mirror.sides()).toEqual({ bids, asks });
    }
    expect(gaps).toBeGreaterThan(3);
  });
});

describe('control over HTTP', () => {
  it('shows connections, counts and faults, forgets them, and gives true books', async () => {
    sandbox.faults.add({ kind: 'stream-dropped' });
    sandbox.clock.advance(300);
    await client.until(() => client.events('ETHUSDT').length === 3);
    const shown = await read<Pick<SandboxExchange['streams'], 'counters' | 'connections' | 'injected'>>(
      sandbox,
      '/sandbox/streams?last=1',
    );
    expect(shown.counters).toMatchObject({ opened: 1, subscriptions: 2, sent: 5 });
    expect(shown.connections).toMatchObject([{ number: 1, market: 'usdm', sent: 5 }]);
    expect(shown.injected).toMatchObject([{ kind: 'stream-dropped', symbol: 'BTCUSDT' }]);
    await send(sandbox, '/sandbox/streams', 'DELETE');
    expect(sandbox.streams.injected).toEqual([]);
    const updateId = idAt('BTCUSDT', -500);
    const book = await read<TrueBook>(
      sandbox,
      `/sandbox/book?market=usdm&symbol=BTCUSDT&updateId=${updateId}&depth=3`,
    );
    expect(book).toEqual(sandbox.book('usdm', 'BTCUSDT', { time: START - 500 }, 3));
    expect(book.bids).toHaveLength(3);
    expect((await send(sandbox, '/sandbox/book?market=usdm&symbol=NOSUCH')).status).toBe(400);
    expect((await send(sandbox, '/sandbox/book?market=moon')).status).toBe(400);
    expect((await send(sandbox, '/sandbox/book?market=usdm&symbol=BTCUSDT&updateId=x')).status).toBe(400);
  });
});
