import { InvalidRequestError, type TransportResponse } from '@marketloom/exchange';
import { expect, it } from 'vitest';
import { sendJson, startServer } from './fixtures/loopback-server.ts';
import { jsonRequest, rejection, testTransport } from './fixtures/setup.ts';
import type { RequestEvent, ResponseEvent } from './request-events.ts';

it('sends what is asked for and gives what decode makes of the answer', async () => {
  await using server = await startServer((response) =>
    sendJson(response, { price: '0.10' }, 200, { 'X-Thing': 'a' }),
  );
  await using test = testTransport({ userAgent: 'test/1' });
  const seen: TransportResponse[] = [];
  const value = await test.transport.send({
    ...jsonRequest(`${server.url}/api/v3/things?symbol=BTCUSDT&limit=5`),
    headers: { 'X-Key': 'k' },
    decode: (response) => {
      seen.push(response);
      return JSON.parse(response.text()) as unknown;
    },
  });
  expect(value).toEqual({ price: '0.10' });
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]).toMatchObject({ method: 'GET', url: '/api/v3/things?symbol=BTCUSDT&limit=5' });
  expect(server.requests[0]?.headers).toMatchObject({
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'test/1',
    'x-key': 'k',
  });
  const now = test.clock.now();
  expect(seen[0]).toMatchObject({ status: 200, sentAt: now, receivedAt: now });
  expect(seen[0]?.headers['x-thing']).toBe('a');
});

it('posts a body, as JSON unless told otherwise', async () => {
  const bodies: string[] = [];
  await using server = await startServer(async (response, request) => {
    bodies.push(Buffer.concat(await request.toArray()).toString());
    sendJson(response, []);
  });
  await using test = testTransport();
  const post = { method: 'POST', body: '{"type":"meta"}' } as const;
  await test.transport.send(jsonRequest(server.url, post));
  await test.transport.send(jsonRequest(server.url, { ...post, headers: { 'Content-Type': 'text/plain' } }));
  expect(bodies).toEqual(['{"type":"meta"}', '{"type":"meta"}']);
  expect(server.requests.map(({ headers }) => headers['content-type'])).toEqual([
    'application/json',
    'text/plain',
  ]);
});

it('keeps connections alive, and opens no more than requests are in flight', async () => {
  await using server = await startServer((response) => setImmediate(() => sendJson(response, [])));
  await using test = testTransport({ concurrency: 3 });
  for (let index = 0; index < 5; index++) await test.transport.send(jsonRequest(server.url));
  expect(new Set(server.requests.map(({ connection }) => connection))).toEqual(new Set([1]));
  await Promise.all(Array.from({ length: 30 }, () => test.transport.send(jsonRequest(server.url))));
  expect(server.requests).toHaveLength(35);
  expect(Math.max(...server.requests.map(({ connection }) => connection))).toBe(3);
});

it('follows no redirect; the error names the new address', async () => {
  await using server = await startServer((response) =>
    sendJson(response, {}, 301, { location: 'https://api2.testex/' }),
  );
  await using test = testTransport();
  const error = await rejection(test.transport.send(jsonRequest(server.url)));
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect((error as Error).message).toContain('has moved to https://api2.testex/ (HTTP 301)');
  expect(server.requests).toHaveLength(1);
});

it.each([
  ['http://api.testex/v1', 'http://api.testex is not https'],
  ['ftp://127.0.0.1/v1', 'is not https'],
  ['https://me:word@api.testex/v1', 'carries a user name or password'],
  ['/v1/things', 'is not a URL'],
])('refuses %s before anything is sent', async (url, message) => {
  const sent: RequestEvent[] = [];
  await using test = testTransport({ onRequest: (event) => void sent.push(event) });
  const error = await rejection(test.transport.send(jsonRequest(url)));
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect((error as Error).message).toContain(message);
  expect((error as Error).message).not.toContain('word@');
  expect(sent).toEqual([]);
});

it('tells observers of every attempt, without secrets, and does not mind when they throw', async () => {
  await using server = await startServer((response, _, count) =>
    sendJson(response, { count }, count === 1 ? 503 : 200, { 'x-used-weight': String(count * 7) }),
  );
  const requests: RequestEvent[] = [];
  const responses: ResponseEvent[] = [];
  await using test = testTransport({
    onRequest: (event) => {
      requests.push(event);
      throw new Error('observer');
    },
    onResponse: (event) => void responses.push(event),
  });
  const budget = { id: 'observed', capacity: 100, windowMs: 60_000, usedWeightHeader: 'x-used-weight' };
  await test.transport.send(jsonRequest(`${server.url}/p?symbol=X&signature=abc`, { budget, weight: 5 }));
  const common = {
    exchange: 'testex',
    operation: 'fetchThings',
    method: 'GET',
    budget: 'observed',
    weight: 5,
  };
  const url = `${server.url}/p?symbol=X&signature=***`;
  expect(requests).toMatchObject([1, 2].map((attempt) => ({ ...common, url, attempt })));
  expect(responses).toMatchObject([
    { ...common, attempt: 1, status: 503, usedWeight: 7, bytes: 11, error: { kind: 'maintenance' } },
    { ...common, attempt: 2, status: 200, usedWeight: 14, bytes: 11, error: null },
  ]);
  expect(responses.every(({ durationMs }) => durationMs > 0)).toBe(true);
});

it('logs no secrets', async () => {
  const lines: string[] = [];
  const log = (message: string, details?: unknown): void =>
    void lines.push(message + JSON.stringify(details));
  await using server = await startServer((response) => sendJson(response, []));
  await using test = testTransport({ logger: { debug: log, info: log, warn: log, error: log } });
  await test.transport.send(jsonRequest(`${server.url}/p?apiKey=hush`, { headers: { 'x-api-key': 'hush' } }));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('testex: GET 200');
  expect(lines[0]).not.toContain('hush');
});

it('ends what is under way when it is closed, and takes nothing more', async () => {
  await using server = await startServer(() => undefined);
  await using test = testTransport();
  const running = rejection(test.transport.send(jsonRequest(server.url)));
  await server.seen(1);
  await Promise.all([test.transport.close(), test.transport.close()]);
  for (const error of [await running, await rejection(test.transport.send(jsonRequest(server.url)))]) {
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect((error as Error).message).toBe('testex: fetchThings: the transport was closed');
  }
});
