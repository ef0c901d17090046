import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { sendJson, startServer } from './fixtures/loopback-server.ts';
import { jsonRequest, rejection, testTransport } from './fixtures/setup.ts';
import { TestClock } from './fixtures/test-clock.ts';

const budget = { id: 'aborted', capacity: 100, windowMs: 60_000 };
const reason = { said: 'enough' };

/** A clock on which nobody ever wakes. */
function standingClock(): TestClock {
  const clock = new TestClock();
  clock.hold();
  return clock;
}

it('rejects before anything is sent when the signal has aborted already', async () => {
  await using server = await startServer((response) => sendJson(response, []));
  await using test = testTransport();
  const signal = AbortSignal.abort(reason);
  expect(await rejection(test.transport.send(jsonRequest(server.url, { signal })))).toBe(reason);
  expect(server.requests).toEqual([]);
});

it('rejects while it waits for the budget', async () => {
  await using server = await startServer((response) => sendJson(response, []));
  await using test = testTransport({ clock: standingClock() });
  await test.transport.send(jsonRequest(server.url, { budget, weight: 100 }));
  const controller = new AbortController();
  const waiting = rejection(
    test.transport.send(jsonRequest(server.url, { budget, signal: controller.signal })),
  );
  await expect.poll(() => test.budgets.state('aborted')?.waiting).toBe(1);
  controller.abort(reason);
  expect(await waiting).toBe(reason);
  expect(test.budgets.state('aborted')).toMatchObject({ waiting: 0, used: 100 });
  expect(test.clock.isSleptOn).toBe(false);
});

it('rejects while it waits for the end of a ban', async () => {
  await using server = await startServer((response) => sendJson(response, {}, 418, { 'retry-after': '200' }));
  await using test = testTransport({ clock: standingClock() });
  const controller = new AbortController();
  const waiting = rejection(
    test.transport.send(jsonRequest(server.url, { budget, signal: controller.signal })),
  );
  await expect.poll(() => test.budgets.state('aborted')?.waiting).toBe(1);
  controller.abort(reason);
  expect(await waiting).toBe(reason);
  expect(server.requests).toHaveLength(1);
});

it('rejects while it waits to try again, even with a clock that does not listen to signals', async () => {
  let sleeping = false;
  const sleep = async (): Promise<void> => {
    sleeping = true;
    await new Promise(() => undefined);
  };
  await using server = await startServer((response) => sendJson(response, {}, 500));
  const clock = new TestClock();
  clock.sleep = sleep;
  await using test = testTransport({ clock });
  const controller = new AbortController();
  const waiting = rejection(test.transport.send(jsonRequest(server.url, { signal: controller.signal })));
  await expect.poll(() => sleeping).toBe(true);
  controller.abort(reason);
  expect(await waiting).toBe(reason);
});

it('rejects while the connection is opened; the request is never sent and costs nothing', async () => {
  const received: Buffer[] = [];
  const sockets: Socket[] = [];
  // Takes connections, but never finishes a TLS handshake.
  const server = createServer(
    (socket) =>
      void sockets.push(socket.on('error', () => undefined).on('data', (data) => void received.push(data))),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await using test = testTransport();
  const controller = new AbortController();
  const request = jsonRequest(`https://127.0.0.1:${port}/`, { budget, weight: 7, signal: controller.signal });
  const waiting = rejection(test.transport.send(request));
  await expect.poll(() => received.length).toBeGreaterThan(0);
  expect(test.budgets.state('aborted')).toMatchObject({ inFlight: 1, used: 7 });
  controller.abort(reason);
  expect(await waiting).toBe(reason);
  expect(test.budgets.state('aborted')).toMatchObject({ inFlight: 0, used: 0 });
  for (const socket of sockets) socket.destroy();
  server.close();
});

it.each([
  ['an answer', false],
  ['the rest of an answer', true],
])('rejects while it waits for %s, and closes that connection', async (_, withHeaders) => {
  let closed = false;
  await using server = await startServer((response) => {
    response.socket?.on('close', () => (closed = true));
    if (withHeaders) response.writeHead(200, { 'content-length': 100 }).write('[1,');
  });
  await using test = testTransport();
  const controller = new AbortController();
  const waiting = rejection(
    test.transport.send(jsonRequest(server.url, { budget, signal: controller.signal })),
  );
  await server.seen(1);
  controller.abort(reason);
  expect(await waiting).toBe(reason);
  await expect.poll(() => closed).toBe(true);
  expect(test.budgets.state('aborted')).toMatchObject({ inFlight: 0, used: 1 });
});

it('leaves no listener on a signal that outlives its requests', async () => {
  await using server = await startServer((response, _, count) =>
    sendJson(response, {}, count % 2 === 1 ? 500 : 200),
  );
  await using test = testTransport();
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
  signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
  for (let count = 0; count < 5; count++) await test.transport.send(jsonRequest(server.url, { signal }));
  expect(server.requests).toHaveLength(10);
  expect(listeners).toBe(0);
});
