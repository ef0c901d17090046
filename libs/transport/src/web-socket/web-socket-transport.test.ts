import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Socket, SocketRequest } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { BudgetRegistry } from '../budget/budget-registry.ts';
import { rejection } from '../fixtures/setup.ts';
import { startSocketServer } from '../fixtures/socket-server.ts';
import { TestClock } from '../fixtures/test-clock.ts';
import { WebSocketTransport, type WebSocketTransportOptions } from './web-socket-transport.ts';

const request = (url: string, more: Partial<SocketRequest> = {}): SocketRequest => ({
  exchange: 'testex',
  operation: 'listen',
  url,
  budget: { id: url, capacity: 300, windowMs: 300_000 },
  messagesPerSecond: 5,
  ...more,
});

function transport(options: WebSocketTransportOptions = {}): WebSocketTransport & AsyncDisposable {
  const made = new WebSocketTransport(options);
  return Object.assign(made, { [Symbol.asyncDispose]: () => made.close() });
}

async function read(socket: Socket, count: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of socket) {
    texts.push(text);
    if (texts.length === count) break;
  }
  return texts;
}

const ending = (socket: Socket): Promise<unknown> => rejection(read(socket, Infinity));

describe('WebSocketTransport', () => {
  it('reads every message in its order, those too that come with the opening', async () => {
    await using server = await startSocketServer((socket) => {
      for (let index = 0; index < 500; index += 1) socket.send(`{"n":${index}}`);
    });
    await using sockets = transport();
    const socket = await sockets.open(request(`${server.url}/stream?streams=a/b`));
    const texts = await read(socket, 500);
    expect(texts).toEqual(Array.from({ length: 500 }, (_, index) => `{"n":${index}}`));
    expect(server.requests[0]?.url).toBe('/stream?streams=a/b');
    expect(server.requests[0]?.headers['user-agent']).toMatch(/^marketloom/);
  });

  it('closes the connection when its reader leaves, and reading is then over', async () => {
    await using server = await startSocketServer((socket) => socket.send('one'));
    await using sockets = transport();
    const socket = await sockets.open(request(server.url));
    const closed = once([...server.sockets][0]!, 'close');
    expect(await read(socket, 1)).toEqual(['one']);
    expect((await closed)[0]).toBe(1000);
    expect(await read(socket, 1)).toEqual([]);
  });

  it('makes the exchange wait for a slow reader, and loses nothing', async () => {
    const text = 'x'.repeat(50_000);
    await using server = await startSocketServer((socket) => {
      for (let index = 0; index < 1000; index += 1) socket.send(`${index} ${text}`);
    });
    await using sockets = transport({ maximumQueued: 10, silenceMs: 200 });
    const socket = await sockets.open(request(server.url));
    const [accepted] = [...server.sockets];
    // Longer than the silence that is allowed: who does not listen cannot tell.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const held = accepted!.bufferedAmount;
    expect(held).toBeGreaterThan(10_000_000);
    const texts = await read(socket, 1000);
    expect(texts.map((message) => Number.parseInt(message))).toEqual(
      Array.from({ length: 1000 }, (_, at) => at),
    );
  });

  it('gives what had arrived before it tells that the exchange closed', async () => {
    await using server = await startSocketServer((socket) => {
      socket.send('last words');
      socket.close(1012, 'restart');
    });
    await using sockets = transport();
    const socket = await sockets.open(request(server.url));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const iterator = socket[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ text: 'last words' });
    expect(await rejection(iterator.next())).toMatchObject({
      kind: 'network',
      message: expect.stringMatching(/closed the connection \(code 1012: restart\)$/) as string,
    });
  });

  it('tells of a connection that breaks off', async () => {
    await using server = await startSocketServer((socket) => socket.send('one', () => socket.terminate()));
    await using sockets = transport();
    const error = await ending(await sockets.open(request(server.url)));
    expect(error).toMatchObject({
      kind: 'network',
      retryable: true,
      exchange: 'testex',
      operation: 'listen',
    });
  });

  it('gives up a connection on which nothing comes, not even the answer to a ping', async () => {
    await using server = await startSocketServer(undefined, { autoPong: false });
    await using sockets = transport({ silenceMs: 100 });
    const error = await ending(await sockets.open(request(server.url)));
    expect(error).toMatchObject({ kind: 'timeout' });
    expect((error as Error).message).toMatch(/nothing came .* for 100 ms, not even an answer to a ping/);
  });

  it('keeps a quiet connection whose other end answers pings', async () => {
    await using server = await startSocketServer((socket) => {
      let pings = 0;
      socket.on('ping', () => {
        if (++pings === 5) socket.send('still here');
      });
    });
    await using sockets = transport({ silenceMs: 200 });
    expect(await read(await sockets.open(request(server.url)), 1)).toEqual(['still here']);
  });

  it('refuses a message that is too large', async () => {
    await using server = await startSocketServer((socket) => socket.send('x'.repeat(2000)));
    await using sockets = transport({ maximumMessageBytes: 1000 });
    expect(await ending(await sockets.open(request(server.url)))).toMatchObject({ kind: 'badResponse' });
  });

  it.each([
    ['429 Too Many', 'rateLimit', /nothing is sent before/],
    ["418 I'm a teapot", 'ban', /banned until/],
    ['503 Busy', 'maintenance', /HTTP 503: later/],
    ['404 Not Found', 'invalidRequest', /HTTP 404/],
    ['451 Not Here', 'exchange', /HTTP 451/],
    ['200 OK', 'invalidRequest', /opens no WebSocket/],
  ])('tells what HTTP %s in place of a connection means', async (status, kind, message) => {
    const headers = 'content-length: 5\r\nretry-after: 7\r\nconnection: close';
    await using server = await startSocketServer(undefined, {
      refuse: () => `HTTP/1.1 ${status}\r\n${headers}\r\n\r\nlater`,
    });
    await using sockets = transport({ budgets: new BudgetRegistry() });
    const error = await rejection(sockets.open(request(server.url)));
    expect(error).toMatchObject({
      kind,
      exchange: 'testex',
      message: expect.stringMatching(message) as string,
    });
  });

  it('sends nothing more after it was told to slow down, until that is over', async () => {
    const refusal = 'HTTP/1.1 429 Slow\r\nretry-after: 40\r\ncontent-length: 0\r\n\r\n';
    await using server = await startSocketServer(undefined, {
      refuse: (count) => (count === 1 ? refusal : null),
    });
    const clock = new TestClock();
    await using sockets = transport({ clock, budgets: new BudgetRegistry({ clock }) });
    await rejection(sockets.open(request(server.url)));
    await sockets.open(request(server.url));
    expect(clock.slept).toEqual([40_000]);
  });

  it('opens no more connections than the exchange allows', async () => {
    await using server = await startSocketServer();
    const clock = new TestClock();
    const budget = { id: 'two', capacity: 2, windowMs: 300_000 };
    await using sockets = transport({
      clock,
      budgets: new BudgetRegistry({ clock }),
      maximumWaitMs: 400_000,
    });
    await sockets.open(request(server.url, { budget }));
    await sockets.open(request(server.url, { budget }));
    expect(clock.slept).toEqual([]);
    await sockets.open(request(server.url, { budget }));
    expect(clock.slept).toHaveLength(1);
    expect(server.requests).toHaveLength(3);
  });

  it('gives up an opening that takes too long, and one where nobody listens', async () => {
    await using sockets = transport({ openTimeoutMs: 50 });
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    expect(await rejection(sockets.open(request(`ws://127.0.0.1:${port}`)))).toMatchObject({
      kind: 'timeout',
    });
    mute.close();
    expect(await rejection(sockets.open(request('ws://127.0.0.1:1')))).toMatchObject({
      kind: 'network',
      message: expect.stringMatching(/refuses connections/) as string,
    });
  });

  it.each([
    'ws://stream.example.com',
    'https://stream.example.com',
    'wss://user:word@stream.example.com',
    'nonsense',
  ])('does not connect to %s', async (url) => {
    await using sockets = transport();
    expect(await rejection(sockets.open(request(url)))).toMatchObject({ kind: 'invalidRequest' });
  });

  it('stops at once when the signal aborts: before, while it opens, while it is read', async () => {
    await using sockets = transport();
    const reason = new Error('enough');
    const aborted = AbortSignal.abort(reason);
    expect(await rejection(sockets.open(request('ws://127.0.0.1:1', { signal: aborted })))).toBe(reason);

    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const opening = new AbortController();
    const { port } = mute.address() as AddressInfo;
    const opened = rejection(sockets.open(request(`ws://127.0.0.1:${port}`, { signal: opening.signal })));
    await once(mute, 'connection');
    opening.abort(reason);
    expect(await opened).toBe(reason);
    mute.close();

    await using server = await startSocketServer();
    const reading = new AbortController();
    const socket = await sockets.open(request(server.url, { signal: reading.signal }));
    const closed = once([...server.sockets][0]!, 'close');
    const ended = ending(socket);
    reading.abort(reason);
    expect(await ended).toBe(reason);
    await closed;
  });

  it('ends everything well when it is closed, and opens nothing after', async () => {
    await using server = await startSocketServer();
    const sockets = transport();
    const socket = await sockets.open(request(server.url));
    const reading = read(socket, Infinity);
    await sockets.close();
    expect(await reading).toEqual([]);
    expect(await rejection(sockets.open(request(server.url)))).toMatchObject({ kind: 'invalidRequest' });
  });

  it('sends no faster than the exchange takes it, and says when nothing can be sent', async () => {
    const seen: string[] = [];
    await using server = await startSocketServer((socket) =>
      socket.on('message', (data) => seen.push(String(data))),
    );
    const clock = new TestClock();
    await using sockets = transport({ clock, budgets: new BudgetRegistry({ clock }) });
    const socket = await sockets.open(request(server.url));
    await Promise.all(Array.from({ length: 9 }, (_, index) => socket.send(`m${index}`)));
    // One of the five a second is left for pongs.
    expect(clock.slept.toSorted()).toEqual([1000, 1000, 1000, 1000, 2000]);
    while (seen.length < 9) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(seen.toSorted()).toEqual(Array.from({ length: 9 }, (_, index) => `m${index}`));
    await socket.close();
    expect(await rejection(socket.send('late'))).toMatchObject({ kind: 'network' });
  });

  it.each([{ silenceMs: 0 }, { maximumQueued: Number.NaN }, { openTimeoutMs: 2 ** 31 }])(
    'takes no %j',
    (options) => {
      expect(() => new WebSocketTransport(options)).toThrow(RangeError);
    },
  );
});
