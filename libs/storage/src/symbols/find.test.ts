import { compareRepresentative, type Instrument, InstrumentCache } from '@marketloom/exchange';
import { InvalidSymbolError } from '@marketloom/symbol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeInstrument, makeListing } from '../testing/instrument-fixture.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import { PostgresSymbolStore } from './postgres-symbol-store.ts';
import type { CatalogueEntry } from './symbol-store.ts';

let database: StoreFixture;
let store: PostgresSymbolStore;

const year = (number: number): number => Date.UTC(number, 0, 1);

/** Every case there is, by exchange; each instrument's native name says what is expected of it. */
const CATALOGUE: Readonly<Record<string, readonly Instrument[]>> = {
  // Linear and inverse, of which the inverse is older.
  alpha: [
    makeInstrument('BTC-USD-PERP:BTC', { exchangeSymbol: 'inverse', listedAt: year(2018) }),
    makeInstrument('BTC-USD-PERP', { exchangeSymbol: 'linear', listedAt: year(2022) }),
    makeInstrument('ETH-USD-PERP:ETH', { exchangeSymbol: 'eth-inverse' }),
    makeInstrument('A-B-USDT-SPOT', { exchangeSymbol: 'hyphens' }),
    makeInstrument('币安人生-USDT-SPOT', { exchangeSymbol: 'script' }),
    makeInstrument('BTC-USDT-FUTURE_270326', { exchangeSymbol: 'future' }),
    makeInstrument('BTC-USD-FUTURE_270326:BTC', { exchangeSymbol: 'inverse-future' }),
  ],
  // Inverse only, two that settle differently; the older one is halted.
  bravo: [
    makeInstrument('BTC-USD-PERP:BTC', {
      exchangeSymbol: 'older-halted',
      status: 'halted',
      listedAt: year(2018),
    }),
    makeInstrument('BTC-USD-PERP:USDC', { exchangeSymbol: 'newer-trading', listedAt: year(2023) }),
  ],
  // The linear one no longer trades: it is still the one that a bare symbol names.
  charlie: [
    makeInstrument('BTC-USD-PERP', { exchangeSymbol: 'linear-delisted', status: 'delisted' }),
    makeInstrument('BTC-USD-PERP:BTC', { exchangeSymbol: 'inverse-trading' }),
  ],
  // One symbol listed several times, in several states.
  delta: [
    makeInstrument('DOGE-USDT-SPOT', {
      exchangeSymbol: 'delisted-oldest',
      status: 'delisted',
      listedAt: year(2015),
    }),
    makeInstrument('DOGE-USDT-SPOT', {
      exchangeSymbol: 'halted-older',
      status: 'halted',
      listedAt: year(2016),
    }),
    makeInstrument('DOGE-USDT-SPOT', { exchangeSymbol: 'trading-unknown-age', listedAt: null }),
    makeInstrument('DOGE-USDT-SPOT', { exchangeSymbol: 'trading-newer', listedAt: year(2021) }),
    makeInstrument('DOGE-USDT-SPOT', { exchangeSymbol: 'trading-older', listedAt: year(2020) }),
    makeInstrument('SHIB-USDT-SPOT', {
      exchangeSymbol: 'pending-older',
      status: 'pending',
      listedAt: year(2020),
    }),
    makeInstrument('SHIB-USDT-SPOT', {
      exchangeSymbol: 'halted-newer',
      status: 'halted',
      listedAt: year(2021),
    }),
    makeInstrument('SHIB-USDT-SPOT', { exchangeSymbol: 'gone', status: 'delisted', listedAt: year(2019) }),
  ],
};

beforeAll(async () => {
  database = await createStoreFixture();
  store = new PostgresSymbolStore(database.connection);
  for (const [exchange, instruments] of Object.entries(CATALOGUE)) {
    await store.sync(makeListing(instruments.map((instrument) => ({ ...instrument, exchange }))));
  }
  const back = makeInstrument('LUNA-USDT-SPOT', { exchange: 'echo', exchangeSymbol: 'relisted' });
  const other = makeInstrument('LUNA-USDT-SPOT', {
    exchange: 'echo',
    exchangeSymbol: 'since',
    listedAt: year(2021),
  });
  await store.sync(makeListing([back, other]));
  await store.sync(makeListing([other]));
  await store.sync(makeListing([back, other]));
});
afterAll(() => database.drop());

const names = (entries: readonly CatalogueEntry[]): string[] =>
  entries.map(({ exchange, exchangeSymbol }) => `${exchange} ${exchangeSymbol}`);

describe('a symbol resolves, for each exchange,', () => {
  test.each([
    [
      'a bare one to the linear one, else to the most representative',
      'BTC-USD-PERP',
      ['alpha linear', 'bravo newer-trading', 'charlie linear-delisted'],
    ],
    [
      'one with a suffix to just that',
      'BTC-USD-PERP:BTC',
      ['alpha inverse', 'bravo older-halted', 'charlie inverse-trading'],
    ],
    ['a bare one to the inverse one where there is no linear one', 'ETH-USD-PERP', ['alpha eth-inverse']],
    ['one listed several times to the oldest that trades', 'DOGE-USDT-SPOT', ['delta trading-older']],
    [
      'one that nowhere trades to the oldest of those that are announced or halted',
      'SHIB-USDT-SPOT',
      ['delta pending-older'],
    ],
    ['one that came back as if it had never been away', 'LUNA-USDT-SPOT', ['echo relisted']],
    ['a base with hyphens', 'A-B-USDT-SPOT', ['alpha hyphens']],
    ['another script', '币安人生-USDT-SPOT', ['alpha script']],
    ['a future by its day', 'BTC-USDT-FUTURE_270326', ['alpha future']],
    ['a bare inverse future', 'BTC-USD-FUTURE_270326', ['alpha inverse-future']],
    [
      'letters of any case',
      'btc-usd-perp',
      ['alpha linear', 'bravo newer-trading', 'charlie linear-delisted'],
    ],
    ['nothing like it to nothing', 'BTC-USDT-FUTURE_270327', []],
    ['a part of it to nothing', 'B-USDT-SPOT', []],
  ])('%s', async (_name, symbol, expected) => {
    expect(names(await store.resolve(symbol))).toEqual(expected);
  });

  test('within the exchanges that are asked', async () => {
    expect(names(await store.resolve('BTC-USD-PERP', { exchanges: ['bravo', 'delta'] }))).toEqual([
      'bravo newer-trading',
    ]);
    expect(await store.resolve('BTC-USD-PERP', { exchanges: [] })).toEqual([]);
  });

  test('a text that is no symbol is refused', async () => {
    await expect(store.resolve('BTCUSDT')).rejects.toThrow(InvalidSymbolError);
    await expect(store.matches('BTC-USDT-SWAP')).rejects.toThrow(InvalidSymbolError);
  });
});

test('matches are all that answer, the most representative first', async () => {
  expect(names(await store.matches('DOGE-USDT-SPOT'))).toEqual([
    'delta trading-older',
    'delta trading-newer',
    'delta trading-unknown-age',
    'delta halted-older',
    'delta delisted-oldest',
  ]);
  expect(names(await store.matches('BTC-USD-PERP', { exchanges: ['alpha', 'bravo'] }))).toEqual([
    'alpha linear',
    'bravo newer-trading',
    'alpha inverse',
    'bravo older-halted',
  ]);
  expect(names(await store.matches('BTC-USD-PERP:USDC'))).toEqual(['bravo newer-trading']);
});

test('the list can be narrowed by every field, and comes by exchange and symbol', async () => {
  const all = await store.list();
  const order = all.map(({ exchange, symbol }) => `${exchange} ${symbol}`);
  expect(order).toEqual(order.toSorted());
  expect(all).toHaveLength(Object.values(CATALOGUE).flat().length + 2);
  expect(names(await store.list({ exchange: 'alpha', market: 'spot' }))).toEqual([
    'alpha hyphens',
    'alpha script',
  ]);
  expect(names(await store.list({ base: ['ETH', 'A-B'] }))).toEqual(['alpha hyphens', 'alpha eth-inverse']);
  expect(names(await store.list({ quote: 'USD', type: 'FUTURE' }))).toEqual(['alpha inverse-future']);
  expect(await store.list({ status: ['pending', 'halted'] })).toHaveLength(4);
  expect(await store.list({ exchange: [] })).toEqual([]);
});

test('the nearest symbols are suggested, listed ones before those that are gone', async () => {
  expect(await store.suggest('BTC-USDD-PERP', 'alpha')).toContain('BTC-USD-PERP');
  expect(await store.suggest('DOGEUSDT')).toEqual(['DOGE-USDT-SPOT']);
  expect(await store.suggest('BTC-USD-PERP', 'delta')).toEqual([]);
  expect(await store.suggest('nothing like it at all')).toEqual([]);
});

test('the order of those that answer is the one that an adapter has in memory', async () => {
  const instrument = fc.record({
    settle: fc.constantFrom('USD', 'USDC', 'BTC', 'ETH'),
    status: fc.constantFrom('trading', 'halted', 'pending', 'delisted'),
    listedAt: fc.option(fc.constantFrom(year(2019), year(2020), year(2021), year(2100))),
    market: fc.constantFrom('Swap', 'future', 'swap'),
  });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(instrument, { minLength: 1, maxLength: 10 }), async (given) => {
      const exchange = `property${(runs += 1)}`;
      const listed = given.map(({ settle, ...rest }, index) =>
        makeInstrument(`BTC-USD-PERP${settle === 'USD' ? '' : `:${settle}`}`, {
          ...rest,
          exchange,
          exchangeSymbol: `${'zAaZ'[index % 4]}${index}`,
        }),
      );
      await store.sync(makeListing(listed));
      const cache = new InstrumentCache();
      cache.add(listed);
      const ordered = listed.toSorted(compareRepresentative);
      const linear = ordered.filter(({ symbol }) => symbol.settlement === 'linear');
      const others = ordered.filter(({ symbol }) => symbol.settlement !== 'linear');
      const native = ({ exchangeSymbol }: { readonly exchangeSymbol: string }): string => exchangeSymbol;
      const options = { exchanges: [exchange] };
      const matches = await store.matches('BTC-USD-PERP', options);
      expect(matches.map(native)).toEqual([...linear, ...others].map(native));
      for (const text of ['BTC-USD-PERP', 'BTC-USD-PERP:BTC', 'BTC-USD-PERP:USDC']) {
        const [resolved] = await store.resolve(text, options);
        expect(resolved && native(resolved)).toBe(cache.find(text)?.exchangeSymbol);
      }
    }),
    { numRuns: 60 },
  );
});
