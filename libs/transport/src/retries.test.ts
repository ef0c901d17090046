import { BadResponseError, ExchangeRefusalError, MaintenanceError } from '@marketloom/exchange';
import { expect, it } from 'vitest';
import { sendJson, startServer } from './fixtures/loopback-server.ts';
import { jsonRequest, rejection, testTransport } from './fixtures/setup.ts';

it('sends again after a 5xx, a broken connection and a broken answer, until one is whole', async () => {
  await using server = await startServer((response, _, count) => {
    if (count === 1) sendJson(response, { error: 'busy' }, 503);
    else if (count === 2) response.socket?.destroy();
    else if (count === 3) response.end('[1,2');
    else sendJson(response, ['whole']);
  });
  await using test = testTransport();
  expect(await test.transport.send(jsonRequest(server.url))).toEqual(['whole']);
  expect(server.requests).toHaveLength(4);
});

it('waits longer and longer between attempts, up to a longest, by chance for up to half of it', async () => {
  await using server = await startServer((response) => sendJson(response, {}, 500));
  await using test = testTransport({ retries: 5, backoff: { minimumMs: 100, maximumMs: 1000 } });
  const error = await rejection(test.transport.send(jsonRequest(server.url)));
  expect(error).toBeInstanceOf(MaintenanceError);
  expect(server.requests).toHaveLength(6);
  const longest = [100, 200, 400, 800, 1000];
  expect(test.clock.slept).toHaveLength(5);
  expect(
    test.clock.slept.every((wait, index) => wait <= longest[index]! && wait >= longest[index]! / 2),
  ).toBe(true);
});

it('waits as long as a 503 says with Retry-After', async () => {
  await using server = await startServer((response, _, count) =>
    count === 1 ? sendJson(response, {}, 503, { 'retry-after': '42' }) : sendJson(response, []),
  );
  await using test = testTransport();
  await test.transport.send(jsonRequest(server.url));
  expect(test.clock.slept).toEqual([42_000]);
});

it('gives up at once when that is longer than it may wait', async () => {
  await using server = await startServer((response) =>
    sendJson(response, {}, 503, { 'retry-after': '3600' }),
  );
  await using test = testTransport();
  const error = await rejection(test.transport.send(jsonRequest(server.url)));
  expect(error).toBeInstanceOf(MaintenanceError);
  expect(error).toMatchObject({ retryAfterMs: 3_600_000 });
  expect(server.requests).toHaveLength(1);
});

it('does not send again what cannot succeed', async () => {
  await using server = await startServer((response) => sendJson(response, { msg: 'no' }, 403));
  await using test = testTransport();
  const error = await rejection(test.transport.send(jsonRequest(server.url)));
  expect(error).toBeInstanceOf(ExchangeRefusalError);
  expect(server.requests).toHaveLength(1);
});

it('does not send again when decode itself is at fault', async () => {
  await using server = await startServer((response) => sendJson(response, []));
  await using test = testTransport();
  const bug = new Error('a bug in the adapter');
  const decode = (): never => {
    throw bug;
  };
  expect(await rejection(test.transport.send(jsonRequest(server.url, { decode })))).toBe(bug);
  expect(server.requests).toHaveLength(1);
});

it('throws the last error when retries run out', async () => {
  await using server = await startServer((response, _, count) => response.end(`answer ${count}`));
  await using test = testTransport({ retries: 2 });
  const error = await rejection(test.transport.send(jsonRequest(server.url)));
  expect(error).toBeInstanceOf(BadResponseError);
  expect(error).toMatchObject({ sample: 'answer 3' });
});

it('counts the weight of every attempt', async () => {
  await using server = await startServer((response, _, count) =>
    sendJson(response, [], count < 3 ? 500 : 200),
  );
  await using test = testTransport();
  const budget = { id: 'counted', capacity: 100, windowMs: 3_600_000 };
  await test.transport.send(jsonRequest(server.url, { budget, weight: 10 }));
  expect(test.budgets.state('counted')).toEqual({ used: 30, inFlight: 0, waiting: 0, pausedUntil: null });
});
