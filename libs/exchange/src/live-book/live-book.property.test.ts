import { Big } from 'big.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instrument } from '../fixtures/instrument.ts';
import { assertOrderBook, type LevelUpdate, LiveBook, type OrderBookLevel } from '../index.ts';

const bitcoin = instrument('BTC-USDT-SPOT');

/** A decimal of `units` hundredths, written in one of several ways. */
const spell = (units: bigint, spelling: number): string => {
  const digits = String(units).padStart(3, '0');
  const fixed = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  if (spelling === 0) return `${fixed}000000`;
  if (spelling === 1) return `${units}e-2`;
  return spelling === 2 ? fixed : fixed.replace(/\.?0+$/, '');
};
const size = fc.oneof(
  fc.constantFrom('0', '0.00000000', '0e5'),
  fc.tuple(fc.bigInt(1n, 10n ** 20n), fc.nat(3)).map(([units, spelling]) => spell(units, spelling)),
);
const level = (lowest: bigint, highest: bigint): fc.Arbitrary<LevelUpdate> =>
  fc.tuple(
    fc.tuple(fc.bigInt(lowest, highest), fc.nat(3)).map(([units, spelling]) => spell(units, spelling)),
    size,
  );
/** Few enough prices that they meet; from where a number is exact over to where it is not. */
const updates = (base: bigint) =>
  fc.array(
    fc.record({
      bids: fc.array(level(base, base + 30n), { maxLength: 8 }),
      asks: fc.array(level(base + 25n, base + 60n), { maxLength: 8 }),
    }),
    { maxLength: 20 },
  );
const cases = fc.constantFrom(1n, 100n, 2n ** 53n - 30n, 10n ** 25n).chain((base) => updates(base));

type Side = Map<string, Big>;

function change(side: Side, changes: readonly LevelUpdate[]): void {
  for (const [price, amount] of changes) {
    const key = new Big(price).toFixed();
    if (new Big(amount).eq(0)) side.delete(key);
    else side.set(key, new Big(amount));
  }
}

const sorted = (side: Side, direction: 1 | -1): OrderBookLevel[] =>
  [...side]
    .map(([price, amount]) => ({ price: new Big(price), size: amount }))
    .toSorted((one, other) => one.price.cmp(other.price) * direction);

function throws(act: () => void): boolean {
  try {
    act();
    return false;
  } catch {
    return true;
  }
}

const print = (levels: readonly OrderBookLevel[]): string[] =>
  levels.map(({ price, size: amount }) => `${price.toFixed()} ${amount.toFixed()}`);

it('is, after any updates, what a map of prices and a sort would make of them', () => {
  fc.assert(
    fc.property(cases, fc.nat(12), (changes, depth) => {
      const book = new LiveBook({ instrument: bitcoin, sizeUnit: 'base', operation: 'test' });
      const times = { lastUpdateId: 0n, exchangeTs: null, receivedAt: 0 };
      const naive = { bids: new Map<string, Big>(), asks: new Map<string, Big>() };
      const begin = {
        instrument: bitcoin,
        sizeUnit: 'base',
        depth: 5,
        lastUpdateId: 0n,
        exchangeTs: null,
      } as const;
      book.reset({ ...begin, bids: [], asks: [], retrievedAt: 0 });
      for (const { bids, asks } of changes) {
        change(naive.bids, bids);
        change(naive.asks, asks);
        const [rising, falling] = [sorted(naive.asks, 1), sorted(naive.bids, -1)];
        const [bid, ask] = [falling[0], rising[0]];
        const isImpossible =
          bid === undefined ? ask === undefined : ask !== undefined && bid.price.gte(ask.price);
        const act = (): void => book.apply({ bids, asks, ...times });
        expect(throws(act)).toBe(isImpossible);
        expect(book.isWhole).toBe(!isImpossible);
        if (isImpossible) return;
        const snapshot = book.snapshot();
        assertOrderBook(snapshot, 'test');
        expect(print(snapshot.bids)).toEqual(print(falling));
        expect(print(snapshot.asks)).toEqual(print(rising));
        expect(print(book.snapshot(depth).bids)).toEqual(print(falling.slice(0, depth)));
        expect(book.bestBid?.price.toFixed()).toBe(bid?.price.toFixed());
        expect(book.bestAsk?.price.toFixed()).toBe(ask?.price.toFixed());
      }
    }),
    { numRuns: 300 },
  );
});

it('tells, after a snapshot that was cut, no more than is known, and that exactly', () => {
  const price = fc.integer({ min: 1, max: 60 });
  const changes = fc.array(fc.tuple(price, fc.nat(2)), { maxLength: 60 });
  fc.assert(
    fc.property(
      fc.uniqueArray(price, { minLength: 1 }),
      fc.integer({ min: 1, max: 20 }),
      changes,
      (begin, depth, later) => {
        const truth: Side = new Map(begin.map((bid) => [String(bid), new Big(1)]));
        const book = new LiveBook({ instrument: bitcoin, sizeUnit: 'base', operation: 'test' });
        book.reset({
          instrument: bitcoin,
          sizeUnit: 'base',
          bids: sorted(truth, -1).slice(0, depth),
          asks: [{ price: new Big(100), size: new Big(1) }],
          depth,
          lastUpdateId: 0n,
          exchangeTs: null,
          retrievedAt: 0,
        });
        for (const [at, amount] of later) {
          const bids: LevelUpdate[] = [[String(at), String(amount)]];
          change(truth, bids);
          book.apply({ bids, asks: [], lastUpdateId: 0n, exchangeTs: null, receivedAt: 0 });
          const { bids: known, depth: told } = book.snapshot();
          expect(print(known)).toEqual(print(sorted(truth, -1).slice(0, known.length)));
          expect(known.length).toBe(Math.min(told, truth.size));
        }
      },
    ),
    { numRuns: 200 },
  );
});
