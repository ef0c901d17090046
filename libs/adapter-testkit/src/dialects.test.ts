import { describe, expect, it } from 'vitest';
import { klineChecks } from './checks/kline-checks.ts';
import { checkRange } from './checks/kline-truth.ts';
import { DIALECTS } from './fixtures/dialects.ts';
import { toyAdapter, toySubject } from './fixtures/toy.ts';
import { toyMarket } from './fixtures/toy-markets.ts';
import { toySimulation } from './fixtures/toy-simulation.ts';
import { toyDialect } from './fixtures/toy-markets.ts';
import { Bench } from './harness/bench.ts';

describe.each(Object.entries(DIALECTS))('a dialect with %s', (_, dialect) => {
  const subject = toySubject(dialect);
  const bareNumbers = dialect.intervals['1m'] === '60' ? 'seconds' : 'minutes';
  const simulation = toySimulation(dialect, { bareNumbers });
  it.each(klineChecks({ ...subject, simulation }))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('an endpoint that gives fewer of the last rows than it says', () => {
  it('is asked for those before, and leaves no hole', async () => {
    const subject = toySubject();
    const [market] = subject.simulation.markets;
    await using bench = await Bench.start(subject);
    const instrument = await bench.instrument(market);
    bench.server.disturb((request) => {
      if (!request.path.startsWith('/candles/')) return null;
      const { body } = bench.server.simulation.answer(request) as { body: { result: { rows: unknown[] } } };
      return { kind: 'answer', answer: { body: { result: { rows: body.result.rows.slice(0, 20) } } } };
    });
    const end = Date.UTC(2026, 4, 1);
    const range = { start: end - 120 * 60_000, end };
    const question = { market, instrument, interval: '1m', range } as const;
    const checked = checkRange(bench, question, { closedUntil: end, mustReach: end });
    await expect(checked).resolves.toBeUndefined();
  });
});

describe('an interval of which less is kept than of the others', () => {
  const seconds = {
    ...toyDialect,
    path: '/seconds/:symbol',
    intervals: { '1s': '1s' },
    history: { kind: 'age', ageMs: 3 * 86_400_000 },
  } as const;
  const endpoints = [{ dialect: seconds }, { dialect: toyDialect }] as const;
  const definition = toyAdapter({ ...toyMarket(), klines: endpoints });
  const toy = toySimulation();
  const simulation = { ...toy, markets: [{ ...toy.markets[0], klines: endpoints }] } as const;
  it('is told', () => {
    const { klines } = definition.create().capabilities['spot'] ?? {};
    expect(klines?.history).toEqual({ kind: 'full' });
    expect(klines?.shorterHistory).toEqual({ '1s': seconds.history });
  });
  it.each(klineChecks({ definition, simulation }))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('two endpoints, of which one reaches less far back', () => {
  const recent = { ...toyDialect, path: '/recent/:symbol', history: { kind: 'candles', count: 60 } } as const;
  const market = toyMarket();
  const definition = toyAdapter({ ...market, klines: [{ dialect: recent }, { dialect: toyDialect }] });
  const toy = toySimulation();
  const [simulated] = toy.markets;
  const simulation = {
    ...toy,
    markets: [{ ...simulated, klines: [{ dialect: recent }, { dialect: toyDialect }] }],
  } as const;
  it.each(klineChecks({ definition, simulation }))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
