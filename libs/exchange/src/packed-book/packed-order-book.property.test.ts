import { Big } from 'big.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instrument } from '../fixtures/instrument.ts';
import {
  assertOrderBook,
  isExchangeError,
  LevelPacker,
  type OrderBookSnapshot,
  packedOrderBook,
  packLevels,
} from '../index.ts';

const head = {
  instrument: instrument('BTC-USDT-SPOT'),
  sizeUnit: 'base',
  depth: 5,
  lastUpdateId: 1n,
  exchangeTs: null,
  retrievedAt: 0,
} as const;

type Side = readonly (readonly [price: string, size: string])[];

/** What an exchange may write: zeros at either end, a sign, an exponent, more digits than a float has. */
const decimal = fc.oneof(
  fc
    .tuple(fc.nat(2000), fc.nat(4), fc.nat(3))
    .map(([units, places, zeros]) => new Big(`${units}e-${places}`).toFixed(places + zeros)),
  fc.tuple(fc.bigInt(0n, 10n ** 30n), fc.integer({ min: -40, max: 40 })).map(([c, e]) => `${c}e${e}`),
  fc.bigInt(0n, 10n ** 30n).map((units) => `00${units}.`),
  fc.constantFrom('0', '0.0', '-0.10', '-1.50', '.5', '5.', '10.', '0.10', '100', '1E+2', '1e-120', '1e120'),
);
const sides = fc.array(fc.tuple(decimal, decimal), { maxLength: 6 });
/** Mostly books: prices apart from each other, best first, and sizes above zero. */
const sorted = (direction: 1 | -1) =>
  sides.map((levels): Side => {
    const prices = new Map(levels.map((level) => [new Big(level[0]).toFixed(), level]));
    return [...prices.values()]
      .filter(([price, size]) => new Big(price).gt(0) && new Big(size).gt(0))
      .toSorted(([one], [other]) => new Big(one).cmp(other) * direction);
  });
const pairs = fc.oneof(
  fc.tuple(sides, sides),
  fc.tuple(sorted(-1), sorted(1)),
  fc.tuple(sorted(-1), fc.constant<Side>([])),
  fc.tuple(fc.constant<Side>([]), sorted(1)),
);

const levels = (side: Side): OrderBookSnapshot['bids'] =>
  side.map(([price, size]) => ({ price: new Big(price), size: new Big(size) }));

function verdict(book: OrderBookSnapshot): unknown {
  try {
    assertOrderBook(book, 'test');
    return 'a book';
  } catch (error) {
    if (!isExchangeError(error)) throw error;
    return [error.message, Object.entries(error)];
  }
}

it('is the book of the same levels as objects, also for who checks it', () => {
  let possible = 0;
  fc.assert(
    fc.property(pairs, ([bids, asks]) => {
      const plain = { ...head, bids: levels(bids), asks: levels(asks) };
      const packed = { bids: packLevels(bids), asks: packLevels(asks) };
      const book = packedOrderBook(head, packed);
      const said = verdict(book);
      if (said === 'a book') possible += 1;
      expect(said).toEqual(verdict(plain));
      expect(book).toEqual(plain);
      expect(packed.bids.length).toBe(bids.length);
      for (const [at, { price, size }] of plain.asks.entries()) {
        expect([packed.asks.priceAt(at), packed.asks.sizeAt(at)]).toEqual([price.toFixed(), size.toFixed()]);
      }
    }),
    { numRuns: 2000 },
  );
  expect(possible).toBeGreaterThan(100);
});

it('packs a count of steps as the decimal that it is', () => {
  const steps = fc.oneof(
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    fc.tuple(fc.integer({ min: 1, max: 999 }), fc.nat(12)).map(([digits, zeros]) => digits * 10 ** zeros),
  );
  fc.assert(
    fc.property(steps, fc.nat(30), decimal, (price, scale, size) => {
      const packer = new LevelPacker(1);
      packer.addSteps(price, scale, size);
      expect(packer.finish()).toEqual(packLevels([[`${price}e-${scale}`, size]]));
    }),
    { numRuns: 2000 },
  );
});
