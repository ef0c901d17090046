import { loadAdapter, parseInterval } from '@marketloom/exchange';
import { Bench } from '../harness/bench.ts';
import type { ConformanceSubject } from '../subject.ts';
import { type ConformanceCheck, insist, insistSame } from './check.ts';

/** What holds of the definition that an adapter exports. */
export function definitionChecks(subject: ConformanceSubject): ConformanceCheck[] {
  return [
    {
      id: 'definition',
      name: 'the definition is one that the loader takes, and its markets have capabilities',
      run: () => loads(subject),
    },
    {
      id: 'defaults',
      name: 'an exchange can be made with no settings, and closed',
      run: async () => subject.definition.create().close(),
    },
  ];
}

async function loads(subject: ConformanceSubject): Promise<void> {
  const { definition, simulation } = subject;
  await loadAdapter(definition.id, { importModule: () => Promise.resolve({ default: definition }) });
  await using bench = await Bench.start(subject, { unknown: true });
  const { exchange } = bench;
  insistSame(exchange.id, definition.id, 'the id of the exchange');
  insistSame([...exchange.markets], [...definition.markets], 'the markets of the exchange');
  insistSame(
    simulation.markets.map(({ id }) => id),
    [...definition.markets],
    'the simulated markets',
  );
  for (const id of definition.markets) {
    const market = exchange.capabilities[id];
    insist(market !== undefined, () => `the market ${id} has no capabilities`);
    const { intervals, pageLimit } = market.klines;
    intervals.forEach((interval) => void parseInterval(interval));
    insist(
      intervals.length > 0 && pageLimit > 0,
      () => `the market ${id} has no intervals, or pages of none`,
    );
  }
}
