import type { KlineDialect } from '@marketloom/adapter-kit';
import { describe, expect, it } from 'vitest';
import { klineChecks } from './checks/kline-checks.ts';
import { toyAdapter } from './fixtures/toy.ts';
import { toyDialect, toyMarket } from './fixtures/toy-markets.ts';
import { toySimulation } from './fixtures/toy-simulation.ts';

const { parameters } = toyDialect;
type Bound = KlineDialect['parameters']['from']['bound'];
type Unit = KlineDialect['parameters']['from']['unit'];

const bounded = (dialect: KlineDialect, unit: Unit, from: Bound, until: Bound): KlineDialect => ({
  ...dialect,
  parameters: {
    ...parameters,
    from: { name: 'from', unit, bound: from },
    until: { name: 'until', unit, bound: until },
  },
});

const bounds = (['s', 'ms'] as const).flatMap((unit) =>
  (['inclusive', 'exclusive'] as const).flatMap((from) =>
    (['inclusive', 'exclusive'] as const).map(
      (until) => [`${from} from and ${until} until in ${unit}`, unit, from, until] as const,
    ),
  ),
);

/** What docs/adding-an-adapter.md says of facts that are not known, and what the exchange may do all the same. */
const UNKNOWN: Readonly<Record<string, { readonly said: KlineDialect; readonly sent: KlineDialect }>> = {
  ...Object.fromEntries(
    bounds.map(([name, unit, from, until]) => [
      `which bounds are inclusive: ${name}`,
      {
        said: bounded({ ...toyDialect, beforeStart: 'stray' }, unit, 'exclusive', 'inclusive'),
        sent: bounded(toyDialect, unit, from, until),
      },
    ]),
  ),
  'which rows of too many are answered: the first': {
    said: { ...toyDialect, overflow: 'last' },
    sent: { ...toyDialect, overflow: 'first' },
  },
  'which rows of too many are answered: none': {
    said: { ...toyDialect, overflow: 'last', pageLimit: 40 },
    sent: { ...toyDialect, overflow: 'refused' },
  },
  'how many rows an answer holds: fewer than are asked for': {
    said: { ...toyDialect, overflow: 'last', parameters: { ...parameters, limit: null } },
    sent: { ...toyDialect, overflow: 'first', pageLimit: 20, parameters: { ...parameters, limit: null } },
  },
  'whether intervals without a trade are sent: they are not': {
    said: { ...toyDialect, quietIntervals: 'sent' },
    sent: { ...toyDialect, quietIntervals: 'omitted' },
  },
  'how far back it reaches: farther': {
    said: { ...toyDialect, history: { kind: 'candles', count: 500 } },
    sent: toyDialect,
  },
  'whether the start snaps to its candle: it does': {
    said: { ...toyDialect, beforeStart: 'stray' },
    sent: { ...toyDialect, beforeStart: 'snapped' },
  },
};

describe.each(Object.entries(UNKNOWN))('not known is %s', (_, { said, sent }) => {
  const subject = { definition: toyAdapter(toyMarket(said)), simulation: toySimulation(sent) };
  it.each(klineChecks(subject))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
