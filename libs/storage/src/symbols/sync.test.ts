import type { Instrument, InstrumentListing } from '@marketloom/exchange';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeInstrument, makeListing } from '../testing/instrument-fixture.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import { PostgresSymbolStore } from './postgres-symbol-store.ts';
import { SuspiciousListingError } from './suspicious-listing-error.ts';
import type { CatalogueEntry, SymbolDiff } from './symbol-store.ts';

let database: StoreFixture;
let store: PostgresSymbolStore;
let exchange = '';
let exchanges = 0;
let day = 0;

beforeAll(async () => {
  database = await createStoreFixture();
  store = new PostgresSymbolStore(database.connection);
});
afterAll(() => database.drop());
beforeEach(() => {
  exchanges += 1;
  exchange = `ex${exchanges}`;
  day = 0;
});

const at = (days: number): Date => new Date(Date.UTC(2024, 0, 1 + days));
const instrument = (symbol: string, given: Partial<Instrument> = {}): Instrument =>
  makeInstrument(symbol, { exchange, ...given });
const names = (entries: readonly CatalogueEntry[]): string[] =>
  entries.map(({ symbol }) => symbol.toString());

/** Syncs what is listed a day after the last time. */
function sync(
  instruments: readonly Instrument[],
  given: Partial<InstrumentListing> = {},
): Promise<SymbolDiff> {
  day += 1;
  return store.sync(makeListing(instruments, { exchange, retrievedAt: at(day).getTime(), ...given }));
}

describe('sync', () => {
  test('adds what is new, exactly, and finds it unchanged the next time', async () => {
    const listed = [
      instrument('BTC-USDT-SPOT'),
      instrument('BTC-USD-PERP:BTC', { contractSize: '100', tickSize: '0.1', lotSize: null }),
      instrument('BTC-USDT-FUTURE_270326', { status: 'pending', listedAt: null }),
      instrument('1000PEPE-USDT-PERP', {
        underlyingAsset: 'PEPE',
        baseMultiplier: '1000',
        tickSize: '0.00000010',
      }),
      instrument('币安人生-USDT-PERP'),
      instrument('A-B-USDT-SPOT', { raw: { nested: [1.5, null, { text: 'ü\u0000\ud800' }] } }),
    ];
    const diff = await sync(listed);
    expect(names(diff.added)).toEqual(names(listed as CatalogueEntry[]).toSorted());
    expect(diff).toMatchObject({ exchange, changed: [], delisted: [], relisted: [], unchanged: 0 });
    const stored = await store.list({ exchange });
    expect(stored.map(({ id }) => id)).toEqual(expect.arrayContaining(diff.added.map(({ id }) => id)));
    for (const wanted of listed) {
      const found = stored.find(({ exchangeSymbol }) => exchangeSymbol === wanted.exchangeSymbol);
      expect({ ...found, raw: null }).toEqual({
        ...wanted,
        raw: null,
        id: found?.id,
        firstSeen: at(1),
        lastSeen: at(1),
        delistedAt: null,
      });
    }
    expect(stored.find(({ baseAsset }) => baseAsset === 'A-B')?.raw).toEqual({
      nested: [1.5, null, { text: 'ü\uFFFD\uFFFD' }],
    });
    expect(await sync(listed)).toMatchObject({ added: [], changed: [], unchanged: 6 });
    expect(
      (await store.list({ exchange })).every(({ lastSeen }) => lastSeen.getTime() === at(2).getTime()),
    ).toBe(true);
  });

  test('tells each changed field, before and after', async () => {
    await sync([instrument('BTC-USDT-SPOT'), instrument('ETH-USDT-SPOT')]);
    const diff = await sync([
      instrument('BTC-USDT-SPOT', {
        tickSize: '0.01',
        lotSize: null,
        status: 'halted',
        listedAt: Date.UTC(2021, 0, 1),
      }),
      instrument('ETH-USDT-SPOT'),
    ]);
    expect(names(diff.changed.map(({ entry }) => entry))).toEqual(['BTC-USDT-SPOT']);
    expect(diff.changed[0]?.changes).toEqual([
      { field: 'status', before: 'trading', after: 'halted' },
      { field: 'tickSize', before: '0.10', after: '0.01' },
      { field: 'lotSize', before: '0.00100000', after: null },
      { field: 'listedAt', before: '2020-01-01T00:00:00Z', after: '2021-01-01T00:00:00Z' },
    ]);
    expect(diff.unchanged).toBe(1);
    expect(diff.changed[0]?.entry).toMatchObject({ tickSize: '0.01', firstSeen: at(1), lastSeen: at(2) });
    expect((await store.list({ exchange, base: 'BTC' }))[0]).toEqual(diff.changed[0]?.entry);
  });

  test('compares decimals as numbers, and keeps the raw row up to date without a change', async () => {
    await sync([instrument('BTC-USDT-SPOT', { raw: { serverTime: 1 } })]);
    const diff = await sync([
      instrument('BTC-USDT-SPOT', { tickSize: '0.1', lotSize: '1e-3', raw: { serverTime: 2 } }),
    ]);
    expect(diff).toMatchObject({ changed: [], unchanged: 1 });
    expect(await store.list({ exchange })).toMatchObject([
      { tickSize: '0.1', lotSize: '0.001', raw: { serverTime: 2 } },
    ]);
  });

  test('delists what is gone and takes it back under its id', async () => {
    const [btc, eth] = [instrument('BTC-USDT-SPOT'), instrument('ETH-USDT-SPOT')];
    const { added } = await sync([btc, eth]);
    const gone = await sync([btc]);
    expect(gone).toMatchObject({
      changed: [],
      unchanged: 1,
      delisted: [{ status: 'delisted', delistedAt: at(2), lastSeen: at(1) }],
    });
    expect(names(gone.delisted)).toEqual(['ETH-USDT-SPOT']);
    expect(await sync([btc])).toMatchObject({ delisted: [], unchanged: 1 });
    expect(await store.list({ exchange, status: 'delisted' })).toEqual(gone.delisted);
    const back = await sync([btc, { ...eth, tickSize: '5' }]);
    expect(back).toMatchObject({
      added: [],
      relisted: [
        {
          id: added.find(({ baseAsset }) => baseAsset === 'ETH')?.id,
          delistedAt: null,
          firstSeen: at(1),
          status: 'trading',
        },
      ],
      changed: [{ changes: [{ field: 'tickSize', before: '0.10', after: '5' }] }],
      unchanged: 1,
    });
    expect(await store.list({ exchange, base: 'ETH' })).toEqual(back.relisted);
  });

  test('knows delisting by the word of the exchange too', async () => {
    const first = await sync([
      instrument('OLD-USDT-SPOT', { status: 'delisted' }),
      instrument('BTC-USDT-SPOT'),
    ]);
    expect(first.added).toMatchObject([{ status: 'trading' }, { status: 'delisted', delistedAt: at(1) }]);
    const second = await sync([
      instrument('OLD-USDT-SPOT', { status: 'delisted' }),
      instrument('BTC-USDT-SPOT', { status: 'delisted' }),
    ]);
    expect(second).toMatchObject({ added: [], changed: [], relisted: [], unchanged: 1 });
    expect(names(second.delisted)).toEqual(['BTC-USDT-SPOT']);
    expect(second.delisted[0]?.delistedAt).toEqual(at(2));
    expect(await sync([instrument('OLD-USDT-SPOT')], { markets: ['spot'] })).toMatchObject({
      relisted: [{ delistedAt: null }],
      delisted: [],
    });
  });

  test('delists only in markets that answered', async () => {
    await sync([instrument('BTC-USDT-SPOT'), instrument('BTC-USDT-PERP'), instrument('ETH-USDT-PERP')]);
    const diff = await sync([instrument('BTC-USDT-PERP')], { markets: ['swap'] });
    expect(names(diff.delisted)).toEqual(['ETH-USDT-PERP']);
    expect(await store.list({ exchange, market: 'spot' })).toMatchObject([
      { status: 'trading', lastSeen: at(1) },
    ]);
  });

  test('touches no other exchange', async () => {
    await sync([instrument('BTC-USDT-SPOT')]);
    const other = exchange;
    exchange = `${exchange}b`;
    await sync([instrument('ETH-USDT-SPOT')]);
    await sync([instrument('SOL-USDT-SPOT')]);
    expect(names(await store.list({ exchange: [other, exchange], status: 'trading' }))).toEqual([
      'BTC-USDT-SPOT',
      'SOL-USDT-SPOT',
    ]);
  });

  test('refuses a market without instruments that had some, and changes nothing', async () => {
    await sync([instrument('BTC-USDT-SPOT'), instrument('ETH-USDT-SPOT'), instrument('BTC-USDT-PERP')]);
    const refused = sync([instrument('BTC-USDT-PERP', { tickSize: '7' })], { markets: ['spot', 'swap'] });
    await expect(refused).rejects.toThrow(SuspiciousListingError);
    await expect(refused).rejects.toMatchObject({ markets: ['spot'] });
    await expect(refused).rejects.toThrow(
      'no instrument in spot, where 2 are listed so far; nothing was changed',
    );
    expect(await store.list({ exchange, status: 'trading' })).toHaveLength(3);
    expect(await store.list({ exchange, type: 'PERP' })).toMatchObject([
      { tickSize: '0.10', lastSeen: at(1) },
    ]);
    // A market that never had any may be empty.
    await sync([instrument('BTC-USDT-PERP')], { markets: ['swap', 'options'] });
  });

  test('passes on what is quarantined and what collides, and leaves the quarantined as they are', async () => {
    await sync([instrument('BTC-USDT-SPOT'), instrument('ETH-USDT-SPOT')]);
    const quarantined = [
      { exchange, market: 'spot', exchangeSymbol: 'ETHUSDTSPOT', reason: 'unknown contract type', raw: {} },
      { exchange, market: 'spot', exchangeSymbol: null, reason: 'no name', raw: {} },
    ];
    const [one, two] = [
      instrument('SOL-USDT-SPOT'),
      instrument('SOL-USDT-SPOT', { exchangeSymbol: 'SOLUSDT2' }),
    ];
    const collisions = [{ symbol: 'SOL-USDT-SPOT', instruments: [one, two] }];
    const diff = await sync([instrument('BTC-USDT-SPOT'), one, two], { quarantined, collisions });
    expect(diff).toMatchObject({ quarantined, collisions, delisted: [], unchanged: 1 });
    expect(names(diff.added)).toEqual(['SOL-USDT-SPOT', 'SOL-USDT-SPOT']);
    expect(await store.list({ exchange, base: 'ETH' })).toMatchObject([
      { status: 'trading', lastSeen: at(1) },
    ]);
  });

  test.each<[string, Partial<Instrument>, string]>([
    ['a tick size of zero', { tickSize: '0.00' }, 'tickSize "0.00" is not a positive decimal'],
    ['NaN', { lotSize: 'NaN' }, 'lotSize "NaN" is not a positive decimal'],
    ['a time that is none', { listedAt: Number.NaN }, 'listedAt NaN is not a time'],
    ['a null character', { exchangeSymbol: 'BAD\0' }, 'exchangeSymbol is not a text that can be stored'],
    ['another exchange', { exchange: 'elsewhere' }, 'it is an instrument of elsewhere'],
    ['a market that did not answer', { market: 'options' }, 'the options market is not among the listing'],
    ['the name of another', { exchangeSymbol: 'BTCUSDTSPOT' }, 'BTCUSDTSPOT is listed a second time'],
  ])('quarantines an instrument with %s, and stores the rest', async (_name, wrong, reason) => {
    const diff = await sync([instrument('BTC-USDT-SPOT'), instrument('BAD-USDT-SPOT', wrong)], {
      markets: ['spot'],
    });
    expect(names(diff.added)).toEqual(['BTC-USDT-SPOT']);
    expect(diff.quarantined).toHaveLength(1);
    expect(diff.quarantined[0]?.reason).toContain(reason);
  });

  test('many at once of one exchange are one after the other', async () => {
    const instruments = Array.from({ length: 50 }, (_, index) => instrument(`C${index}-USDT-SPOT`));
    const diffs = await Promise.all(Array.from({ length: 6 }, () => store.sync(makeListing(instruments))));
    expect(diffs.map(({ added }) => added.length).toSorted()).toEqual([0, 0, 0, 0, 0, 50]);
    expect(diffs.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(250);
  });

  test('of some thousands takes a handful of statements', async () => {
    const listed = Array.from({ length: 4000 }, (_, index) =>
      instrument(`C${index}-USDT-SPOT`, { raw: { filters: 'x'.repeat(500), index } }),
    );
    let statements = 0;
    const counted = new PostgresSymbolStore({
      query: (text, values) => database.connection.query(text, values),
      copyIn: (session, target, chunks) => database.connection.copyIn(session, target, chunks),
      connect: async () => {
        const session = await database.connection.connect();
        return {
          release: (destroy) => session.release(destroy),
          query: (text, values) => {
            statements += 1;
            return session.query(text, values);
          },
        };
      },
    });
    expect((await counted.sync(makeListing(listed))).added).toHaveLength(4000);
    expect(
      await counted.sync(makeListing(listed.slice(1).concat(instrument('NEW-USDT-SPOT')))),
    ).toMatchObject({ unchanged: 3999, delisted: [{}], added: [{}] });
    expect(statements).toBeLessThan(20);
  });
});
