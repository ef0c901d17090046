import { BanError, RateLimitError } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { type Answer, sendJson, startServer } from './fixtures/loopback-server.ts';
import { jsonRequest, rejection, testTransport } from './fixtures/setup.ts';
import { TestClock } from './fixtures/test-clock.ts';

const budget = { id: 'limited', capacity: 1000, windowMs: 60_000 };

/** Refuses the first request with this status and header, then answers. */
const refuseOnce =
  (status: number, retryAfter?: (now: number) => string, now = 0): Answer =>
  (response, _, count) =>
    count === 1
      ? sendJson(
          response,
          { msg: 'slow down' },
          status,
          retryAfter === undefined ? {} : { 'retry-after': retryAfter(now) },
        )
      : sendJson(response, ['served']);

describe.each([
  [429, RateLimitError, 'too many requests'],
  [418, BanError, 'banned until'],
] as const)('after a %i', (status, errorClass, message) => {
  it.each([
    ['seconds', () => '37', 37_000],
    ['seconds with a fraction', () => '0.25', 250],
    ['an HTTP date', (now: number) => new Date(now + 90_000).toUTCString(), 90_000],
  ])(
    'sends nothing before Retry-After, given as %s, is over, to the millisecond',
    async (_, retryAfter, wait) => {
      const clock = new TestClock();
      const start = clock.now();
      await using server = await startServer(refuseOnce(status, retryAfter, start), () => clock.now());
      await using test = testTransport({ clock });
      expect(await test.transport.send(jsonRequest(server.url, { budget }))).toEqual(['served']);
      expect(server.requests.map(({ at }) => at - start)).toEqual([0, wait]);
    },
  );

  it('refuses at once, with the time, what would have to wait too long', async () => {
    const clock = new TestClock();
    const until = clock.now() + 301_000;
    await using server = await startServer(
      refuseOnce(status, () => '301'),
      () => clock.now(),
    );
    await using test = testTransport({ clock });
    const details = { exchange: 'testex', operation: 'fetchThings', retryAfterMs: 301_000 };
    for (let count = 0; count < 3; count++) {
      const error = (await rejection(test.transport.send(jsonRequest(server.url, { budget })))) as BanError;
      expect(error).toBeInstanceOf(errorClass);
      expect(error).toMatchObject(status === 418 ? { ...details, bannedUntil: until } : details);
      expect(error.message).toContain(new Date(until).toISOString());
    }
    expect(server.requests).toHaveLength(1);
    expect(clock.slept).toEqual([]);
  });

  it('tells what the exchange said when retries have run out', async () => {
    await using server = await startServer(refuseOnce(status, () => '5'));
    await using test = testTransport({ retries: 0 });
    const error = (await rejection(
      test.transport.send(jsonRequest(server.url, { budget })),
    )) as RateLimitError;
    expect(error.message).toContain(message);
    expect(error.message).toContain(`HTTP ${status}: {"msg":"slow down"}`);
    expect(error.retryAfterMs).toBe(5000);
  });

  it('waits, longer each time, when the exchange does not say how long', async () => {
    const clock = new TestClock();
    await using server = await startServer(
      (response, _, count) => sendJson(response, [], count <= 3 ? status : 200),
      () => clock.now(),
    );
    await using test = testTransport({ clock, maximumWaitMs: Infinity });
    await test.transport.send(jsonRequest(server.url, { budget: { ...budget, windowMs: 100 } }));
    const times = server.requests.map(({ at }) => at);
    const first = status === 418 ? 120_000 : 1000;
    expect(times.slice(1).map((time, index) => time - times[index]!)).toEqual([first, 2 * first, 4 * first]);
  });
});

describe('a ban', () => {
  it('holds back everything on its budget: what is queued, what is new, and other transports', async () => {
    const clock = new TestClock();
    clock.hold();
    await using server = await startServer(
      refuseOnce(418, () => '120'),
      () => clock.now(),
    );
    await using one = testTransport({ clock, concurrency: 1 });
    await using other = testTransport({ clock, budgets: one.budgets });
    const start = clock.now();
    const all = Array.from({ length: 20 }, () => one.transport.send(jsonRequest(server.url, { budget })));
    await server.seen(1);
    all.push(...Array.from({ length: 20 }, () => other.transport.send(jsonRequest(server.url, { budget }))));
    clock.release();
    await Promise.all(all);
    const times = server.requests.map(({ at }) => at - start);
    expect(times).toHaveLength(41);
    expect(times.filter((time) => time < 120_000)).toEqual([0]);
  });

  it('does not hold back another budget', async () => {
    await using server = await startServer(refuseOnce(418, () => '120'));
    await using test = testTransport({ retries: 0 });
    await rejection(test.transport.send(jsonRequest(server.url, { budget })));
    const other = jsonRequest(server.url, { budget: { ...budget, id: 'other' } });
    expect(await test.transport.send(other)).toEqual(['served']);
  });

  it('is not lifted by an answer that was under way when it came', async () => {
    const clock = new TestClock();
    clock.hold();
    let answerFirst = (): void => undefined;
    await using server = await startServer(
      (response, _, count) => {
        if (count === 1) answerFirst = () => sendJson(response, ['late']);
        else if (count === 2) sendJson(response, {}, 418, { 'retry-after': '120' });
        else sendJson(response, ['after']);
      },
      () => clock.now(),
    );
    await using test = testTransport({ clock });
    const start = clock.now();
    const late = test.transport.send(jsonRequest(server.url, { budget }));
    await server.seen(1);
    const banned = test.transport.send(jsonRequest(server.url, { budget }));
    await expect.poll(() => test.budgets.state('limited')?.pausedUntil).toBe(start + 120_000);
    answerFirst();
    expect(await late).toEqual(['late']);
    expect(test.budgets.state('limited')?.pausedUntil).toBe(start + 120_000);
    clock.release();
    expect(await banned).toEqual(['after']);
    expect(server.requests.map(({ at }) => at - start)).toEqual([0, 0, 120_000]);
  });

  it('can come as an error that decode throws, for exchanges that ban by a code in the body', async () => {
    const clock = new TestClock();
    const start = clock.now();
    const context = { exchange: 'testex', operation: 'fetchThings' };
    await using server = await startServer(
      (response) => sendJson(response, {}),
      () => clock.now(),
    );
    await using test = testTransport({ clock });
    const decode = (): string => {
      if (server.requests.length > 1) return 'served';
      throw new BanError('banned by code', { ...context, bannedUntil: start + 60_000 });
    };
    const request = jsonRequest(server.url, { budget: { ...budget, id: 'coded' }, decode });
    expect(await test.transport.send(request)).toBe('served');
    expect(server.requests.map(({ at }) => at - start)).toEqual([0, 60_000]);
  });

  it('that is over already by the word of decode still makes everyone wait', async () => {
    const clock = new TestClock();
    const start = clock.now();
    await using server = await startServer(
      (response) => sendJson(response, {}),
      () => clock.now(),
    );
    await using test = testTransport({ clock });
    const decode = (): string => {
      if (server.requests.length > 1) return 'served';
      throw new BanError('banned by code', {
        exchange: 'testex',
        operation: 'fetchThings',
        bannedUntil: start - 1,
      });
    };
    expect(await test.transport.send(jsonRequest(server.url, { budget, decode }))).toBe('served');
    expect(server.requests.map(({ at }) => at - start)).toEqual([0, 120_000]);
  });

  it('holds back what was let through before, but is still opening its connection', async () => {
    const clock = new TestClock();
    const start = clock.now();
    await using server = await startServer(
      (response) => sendJson(response, ['served']),
      () => clock.now(),
    );
    await using test = testTransport({ clock });
    const entry = { exchange: 'testex', operation: 'other', budget, weight: 1 };
    const limits = { concurrency: 9, maximumWaitMs: 0, maximumWaiting: 1 };
    const admission = await test.budgets
      .gate(budget)
      .enter({ ...entry, ...limits }, new AbortController().signal);
    const sending = test.transport.send(jsonRequest(server.url, { budget }));
    while (test.budgets.state('limited')?.inFlight !== 2) await Promise.resolve();
    const limit = { kind: 'ban', until: start + 90_000, error: new Error('HTTP 418') } as const;
    admission.settle({ sentAt: start, endedAt: start, answered: true, usedWeight: null, limit });
    expect(await sending).toEqual(['served']);
    expect(server.requests.map(({ at }) => at - start)).toEqual([90_000]);
  });

  it('is told to the log, once a request', async () => {
    const warnings: string[] = [];
    const quiet = (): void => undefined;
    const logger = {
      debug: quiet,
      info: quiet,
      error: quiet,
      warn: (message: string) => void warnings.push(message),
    };
    const clock = new TestClock();
    await using server = await startServer(refuseOnce(418, () => '60'));
    await using test = testTransport({ clock, logger });
    const until = new Date(clock.now() + 60_000).toISOString();
    await test.transport.send(jsonRequest(server.url, { budget }));
    expect(warnings).toEqual([`testex: banned; nothing is sent before ${until}`]);
  });
});

it('pauses everyone on the budget for a rate limit that decode throws, without a word how long', async () => {
  const clock = new TestClock();
  const start = clock.now();
  await using server = await startServer(
    (response) => sendJson(response, {}),
    () => clock.now(),
  );
  await using test = testTransport({ clock, retries: 1 });
  const decode = (): string => {
    if (server.requests.length > 1) return 'served';
    throw new RateLimitError('EAPI:Rate limit exceeded', { exchange: 'testex', operation: 'fetchThings' });
  };
  const coded = { ...budget, id: 'coded' };
  expect(await test.transport.send(jsonRequest(server.url, { budget: coded, decode }))).toBe('served');
  // The clock starts in the middle of a minute, and a second past its end is where the next is sure to have begun.
  expect(server.requests.map(({ at }) => at - start)).toEqual([0, 31_000]);
});
