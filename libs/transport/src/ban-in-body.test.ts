import { BanError } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { sendJson, startServer } from './fixtures/loopback-server.ts';
import { jsonRequest, rejection, testTransport } from './fixtures/setup.ts';
import { TestClock } from './fixtures/test-clock.ts';

const budget = { id: 'limited', capacity: 1000, windowMs: 60_000 };

/** Reads `{"until":...}`. */
const bannedUntil = (response: { text(): string }): number | null =>
  (JSON.parse(response.text()) as { until?: number }).until ?? null;

describe.each([429, 418])('a %i whose body tells of a ban', (status) => {
  it.each<[name: string, headers: Record<string, string>, until: number, wait: number]>([
    ['holds everyone back until then', {}, 7_250, 7_250],
    ['holds until then where Retry-After is earlier', { 'retry-after': '7' }, 7_250, 7_250],
    ['holds until Retry-After where that is later', { 'retry-after': '8' }, 7_250, 8_000],
  ])('%s', async (_, headers, until, wait) => {
    const clock = new TestClock();
    const start = clock.now();
    await using server = await startServer(
      (response, _request, count) =>
        sendJson(response, count === 1 ? { until: start + until } : {}, count === 1 ? status : 200, headers),
      () => clock.now(),
    );
    await using test = testTransport({ clock });
    await test.transport.send(jsonRequest(server.url, { budget, bannedUntil }));
    expect(server.requests.map(({ at }) => at - start)).toEqual([0, wait]);
  });

  it('is a ban to the caller', async () => {
    const clock = new TestClock();
    const until = clock.now() + 400_000;
    await using server = await startServer((response) => sendJson(response, { until }, status));
    await using test = testTransport({ clock });
    const error = await rejection(test.transport.send(jsonRequest(server.url, { budget, bannedUntil })));
    expect(error).toBeInstanceOf(BanError);
    expect(error).toMatchObject({ bannedUntil: until, retryAfterMs: 400_000 });
  });
});

it('waits as without a word where the ban is over already by the body', async () => {
  const clock = new TestClock();
  const start = clock.now();
  await using server = await startServer(
    (response, _request, count) => sendJson(response, { until: start }, count === 1 ? 418 : 200),
    () => clock.now(),
  );
  await using test = testTransport({ clock });
  await test.transport.send(jsonRequest(server.url, { budget, bannedUntil }));
  expect(server.requests.map(({ at }) => at - start)).toEqual([0, 120_000]);
});
