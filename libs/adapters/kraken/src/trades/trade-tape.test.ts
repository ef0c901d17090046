import { JsonReader } from '@marketloom/transport';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trade } from './trade-page.ts';
import { TradeTape } from './trade-tape.ts';

const budget = { name: 'test', capacity: 1, windowMs: 1000 };
const operation = 'test';

interface Told {
  readonly id: number;
  readonly ns: bigint;
}

/** Answers as Trades does; whether a trade of the very time asked for belongs to an answer is not documented. */
function answering(trades: readonly Told[], bound: 'inclusive' | 'exclusive') {
  const asked: string[] = [];
  const client = {
    asking: () => async (request: { readonly query?: Readonly<Record<string, string | number>> }) => {
      const since = BigInt(String(request.query?.['since']));
      asked.push(String(since));
      const page = trades
        .filter(({ ns }) => ns > since || (bound === 'inclusive' && ns === since))
        .slice(0, Number(request.query?.['count']));
      const rows = page.map(({ id, ns }) => [
        '1.5',
        '2.0',
        `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`,
        'b',
        'l',
        '',
        String(id),
      ]);
      const result = { PAIR: rows, last: String(page.at(-1)?.ns ?? since) };
      return Promise.resolve(JsonReader.of({ error: [], result }, { exchange: 'kraken', operation }));
    },
  };
  return { asked, tape: new TradeTape({ exchange: 'kraken', client, pair: 'PAIR', budget }) };
}

async function idsOf(tape: TradeTape, start: number): Promise<number[]> {
  const batches: (readonly Trade[])[] = await Array.fromAsync(tape.since(start, { operation }));
  return batches.flat().map(({ id }) => Number(id));
}

/** Trades of which up to `most` share a nanosecond. */
const trades = (count: number, most: number): fc.Arbitrary<Told[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: 40 })), { minLength: count })
    .map((groups) => {
      let ns = 1_700_000_000_000_000_000n;
      return groups
        .flatMap(([size, step]) => {
          ns += BigInt(step) * 300_000n;
          return Array.from({ length: size }, () => ns);
        })
        .map((time, id) => ({ id, ns: time }));
    });

describe.each(['inclusive', 'exclusive'] as const)('where the time that is asked for is %s', (bound) => {
  it('every trade comes once and in order, however pages part those of one nanosecond', async () => {
    await fc.assert(
      fc.asyncProperty(trades(400, 30), fc.integer({ min: 0, max: 200 }), async (all, later) => {
        const { tape } = answering(all, bound);
        const start = 1_700_000_000_000 + later;
        const due = all.filter(({ ns }) => Number(ns / 1_000_000n) >= start).map(({ id }) => id);
        expect(await idsOf(tape, start)).toEqual(due);
      }),
      { numRuns: 15 },
    );
  });

  it('those who go on in the same stretch need no request for it', async () => {
    const all = Array.from({ length: 900 }, (_, id) => ({ id, ns: BigInt(id + 1) * 1_000_000_000n }));
    const { asked, tape } = answering(all, bound);
    const firstOf = async (start: number): Promise<number | undefined> => {
      for await (const batch of tape.since(start, { operation })) return Number(batch[0]?.id);
      return undefined;
    };
    const firsts = await Promise.all([1000, 200_000, 500_000, 899_000].map(firstOf));
    expect(firsts).toEqual([0, 199, 499, 898]);
    expect(asked).toHaveLength(1);
  });
});

it('the next page is asked for when it is wanted, and not before', async () => {
  const all = Array.from({ length: 5000 }, (_, id) => ({ id, ns: BigInt(id + 1) * 1_000_000_000n }));
  const { asked, tape } = answering(all, 'exclusive');
  const pages = tape.since(1000, { operation });
  await pages.next();
  expect(asked).toHaveLength(1);
  await pages.next();
  expect(asked).toHaveLength(2);
  await pages.return();
  expect(asked).toHaveLength(2);
});

it('a page full of trades of one nanosecond is told, since those behind it are out of reach', async () => {
  const all = Array.from({ length: 2500 }, (_, id) => ({ id, ns: 1_000_000_000n }));
  await expect(idsOf(answering(all, 'exclusive').tape, 1000)).rejects.toThrow('at one time');
});

it('a full page that stays the same, whatever is asked for, tells nothing of what is behind it', async () => {
  const second = (id: number): string => `17000000${String(id).padStart(4, '0')}`;
  const rows = Array.from({ length: 1000 }, (_, id) => ['1', '2', second(id), 'b', 'l', '', id]);
  const result = { PAIR: rows, last: '1700000009990000000000' };
  const answer = JsonReader.of({ error: [], result }, { exchange: 'kraken', operation });
  const client = { asking: () => () => Promise.resolve(answer) };
  const tape = new TradeTape({ exchange: 'kraken', client, pair: 'PAIR', budget });
  const seen: string[] = [];
  const reading = async (): Promise<void> => {
    for await (const batch of tape.since(1000, { operation })) seen.push(...batch.map(({ id }) => id));
  };
  await expect(reading()).rejects.toThrow('the same 1000 trades');
  expect(seen).toHaveLength(1000);
});

it('who gives up while waiting lets nobody pass', async () => {
  const { tape, asked } = answering([{ id: 1, ns: 2_000_000_000n }], 'exclusive');
  const controller = new AbortController();
  const first = idsOf(tape, 1000);
  const second = Array.fromAsync(tape.since(1000, { operation, signal: controller.signal }));
  const third = idsOf(tape, 1000);
  controller.abort(new Error('not wanted'));
  await expect(second).rejects.toThrow('not wanted');
  expect(await first).toEqual([1]);
  expect(await third).toEqual([1]);
  expect(asked.length).toBeLessThanOrEqual(6);
});

it('the first trade is asked for by itself', async () => {
  const { tape, asked } = answering([{ id: 1, ns: 2_500_000_000n }], 'exclusive');
  expect(await tape.first({ operation })).toBe(2500);
  expect(asked).toEqual(['0']);
  expect(await answering([], 'exclusive').tape.first({ operation })).toBeNull();
});
