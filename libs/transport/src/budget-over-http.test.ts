import type { RequestBudget } from '@marketloom/exchange';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sharedBudgets } from './budget/budget-registry.ts';
import { type LoopbackServer, sendJson, startServer } from './fixtures/loopback-server.ts';
import { jsonRequest, testTransport } from './fixtures/setup.ts';
import { TestClock } from './fixtures/test-clock.ts';
import { HttpTransport } from './http-transport.ts';

const WINDOW = 60_000;
const HEADER = 'x-used-weight-1m';

interface Exchange {
  readonly server: LoopbackServer;
  /** The weight counted in each window, that of others included. */
  readonly counts: Map<number, number>;
}

/** A server that counts the weight in the path, and what others use as each window begins. */
async function startExchange(clock: TestClock, others = 0): Promise<Exchange> {
  const counts = new Map<number, number>();
  const server = await startServer(
    (response, request) => {
      const window = Math.floor(clock.now() / WINDOW);
      const count = (counts.get(window) ?? others) + Number(request.url?.slice(1));
      counts.set(window, count);
      sendJson(response, { window }, 200, { [HEADER]: String(count) });
    },
    () => clock.now(),
  );
  return { server, counts };
}

const budgetOf = (capacity: number): RequestBudget => ({
  id: 'counted',
  capacity,
  windowMs: WINDOW,
  usedWeightHeader: HEADER,
});

it('never sends more weight in a window than the budget has, however many ask at once', async () => {
  const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 50, max: 200 }),
      weights,
      fc.integer({ min: 1, max: 12 }),
      async (capacity, list, concurrency) => {
        const clock = new TestClock();
        const { server, counts } = await startExchange(clock);
        await using _ = server;
        await using one = testTransport({ clock, concurrency, maximumWaitMs: Infinity });
        await using other = testTransport({
          clock,
          concurrency,
          maximumWaitMs: Infinity,
          budgets: one.budgets,
        });
        const budget = budgetOf(capacity);
        const send = (weight: number, index: number): Promise<unknown> =>
          (index % 2 === 0 ? one : other).transport.send(
            jsonRequest(`${server.url}/${weight}`, { budget, weight }),
          );
        await Promise.all(list.map(send));
        expect(server.requests).toHaveLength(list.length);
        expect(Math.max(...counts.values())).toBeLessThanOrEqual(capacity);
      },
    ),
    { numRuns: 25 },
  );
});

it('leaves to others on the address what the header says they used', async () => {
  const clock = new TestClock();
  const { server, counts } = await startExchange(clock, 60);
  await using _ = server;
  await using test = testTransport({ clock, concurrency: 2, maximumWaitMs: Infinity });
  clock.standsWhile = () => (test.budgets.state('counted')?.inFlight ?? 0) > 0;
  const requests = Array.from({ length: 20 }, () =>
    test.transport.send(jsonRequest(`${server.url}/10`, { budget: budgetOf(100), weight: 10 })),
  );
  await Promise.all(requests);
  expect([...counts.values()]).toEqual([100, 100, 100, 100, 100]);
});

it('serves requests in the order they came', async () => {
  const clock = new TestClock();
  const { server } = await startExchange(clock);
  await using _ = server;
  await using test = testTransport({ clock, concurrency: 1, maximumWaitMs: Infinity });
  const weights = [50, 60, 10, 40, 5, 45, 30];
  const budget = budgetOf(100);
  await Promise.all(
    weights.map((weight) => test.transport.send(jsonRequest(`${server.url}/${weight}`, { budget, weight }))),
  );
  expect(server.requests.map(({ url }) => url)).toEqual(weights.map((weight) => `/${weight}`));
});

it('shares one budget among all transports of the process by default', async () => {
  const clock = new TestClock();
  const { server, counts } = await startExchange(clock);
  await using _ = server;
  clock.standsWhile = () => (sharedBudgets(clock).state('counted')?.inFlight ?? 0) > 0;
  const transports = [new HttpTransport({ clock }), new HttpTransport({ clock })];
  const budget = budgetOf(10);
  const all = transports.map((transport) =>
    transport.send(jsonRequest(`${server.url}/6`, { budget, weight: 6 })),
  );
  await Promise.all(all);
  await Promise.all(transports.map((transport) => transport.close()));
  expect([...counts.values()]).toEqual([6, 6]);
});
