import type { TransportResponse } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { conformanceChecks } from './conformance.ts';
import { toyAdapter, toySubject } from './fixtures/toy.ts';
import { toyMarket } from './fixtures/toy-markets.ts';
import { toySimulation } from './fixtures/toy-simulation.ts';
import { toyLiveSubject } from './fixtures/toy-streams.ts';
import { streamChecks } from './checks/stream-checks.ts';

it.each(conformanceChecks(toySubject()))('the toy adapter: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

it.each(streamChecks(toyLiveSubject()))('the toy adapter with live books: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

describe('an exchange whose clock stands in the headers of its answers alone', () => {
  const time = {
    path: '/time',
    read: (_: unknown, { headers }: TransportResponse) => Date.parse(headers['date'] ?? ''),
  };
  const simulation = toySimulation();
  const [market] = simulation.markets;
  const subject = {
    definition: toyAdapter({ ...toyMarket(), time }),
    simulation: {
      ...simulation,
      markets: [{ ...market, time: { path: '/time', answer: () => ({ body: {} }) } }],
    },
  } as const;
  const about = new Set(['server-time', 'closed-candles', 'kline-paging', 'broken-answers']);
  it.each(conformanceChecks(subject).filter(({ id }) => about.has(id)))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
