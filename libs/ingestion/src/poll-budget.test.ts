import type { ExchangeInterface, RequestCost } from '@marketloom/exchange';
import type { CatalogueEntry } from '@marketloom/storage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costsOf, type PollPlan } from './poll-budget.ts';

const budget = { id: 'spot', capacity: 6_000, windowMs: 60_000 };
const weightOf = (depth: number): number => (depth <= 100 ? 5 : depth <= 500 ? 25 : depth <= 1000 ? 50 : 250);

/** An exchange with one market whose books cost what Binance's do. */
const exchange = {
  id: 'test',
  capabilities: { spot: { orderBook: { depths: { kind: 'upTo', maximum: 5_000 } } } },
  orderBookCost: (_: unknown, depth = 100): RequestCost => ({ weight: weightOf(depth), budget }),
} as unknown as ExchangeInterface;

const plan = (books: number, changes: Partial<PollPlan>): PollPlan => ({
  entries: Array.from({ length: books }, () => ({ market: 'spot' }) as CatalogueEntry),
  everyMs: 5_000,
  depth: 1_000,
  slots: Number.POSITIVE_INFINITY,
  ...changes,
});

describe('costsOf', () => {
  it('shows the arithmetic of what is too much, and what would fit', () => {
    expect(() => costsOf(exchange, plan(40, {}))).toThrow(
      'test spot: more than the request budget allows: 40 × 50 = 2000 of weight for all books at depth 1000, ' +
        'every 5s = 12 slots a minute: 2000 × 12 = 24000 a minute, of 6000. ' +
        'What would fit: every 20s, or depth 100, or 10 symbols',
    );
  });

  it.each([
    ['all of the budget', plan(10, {})],
    ['seldom enough', plan(40, { everyMs: 20_000 })],
    ['shallow enough', plan(40, { depth: 100 })],
    ['once, however many', plan(1_000, { slots: 1 })],
    ['a few slots', plan(40, { slots: 3 })],
    ['more than a minute allows, once an hour', plan(1_500, { everyMs: 3_600_000 })],
  ])('lets pass: %s', (_, one) => {
    expect(costsOf(exchange, one)).toHaveLength(one.entries.length);
  });

  it('asks nothing of an exchange that does not tell', () => {
    const silent = { id: 'test', orderBookCost: () => null } as unknown as ExchangeInterface;
    expect(costsOf(silent, plan(2, { everyMs: 1 }))).toEqual([null, null]);
  });

  it('what it proposes fits', () => {
    const some = fc.record({
      books: fc.integer({ min: 1, max: 3_000 }),
      everyMs: fc.integer({ min: 1, max: 600_000 }),
      depth: fc.integer({ min: 1, max: 5_000 }),
    });
    fc.assert(
      fc.property(some, ({ books, everyMs, depth }) => {
        const wanted = plan(books, { everyMs, depth });
        let said = '';
        try {
          costsOf(exchange, wanted);
        } catch (error) {
          said = (error as Error).message.split('What would fit: ')[1] ?? '';
        }
        fc.pre(said !== '');
        const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
        const [, amount, unit = ''] = /every (\d+)(ms|s|m|h)/.exec(said) ?? [];
        const [, shallower] = /depth (\d+)/.exec(said) ?? [];
        const [, fewer] = /(\d+) symbols?/.exec(said) ?? [];
        const proposals = [
          ...(amount ? [plan(books, { depth, everyMs: Number(amount) * (units[unit] ?? 0) })] : []),
          ...(shallower ? [plan(books, { everyMs, depth: Number(shallower) })] : []),
          ...(fewer ? [plan(Number(fewer), { everyMs, depth })] : []),
        ];
        for (const proposal of proposals) expect(() => costsOf(exchange, proposal)).not.toThrow();
      }),
    );
  });
});
