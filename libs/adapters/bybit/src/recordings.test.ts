import { type InstrumentListing, type KlinePage, nextOpenTime } from '@marketloom/exchange';
import { recordings, withoutRecordings } from '@marketloom/testing';
import { describe, expect, test } from 'vitest';
import { books, kept, klines, leftOut, listings, type Recorded } from './fixtures/recorded.ts';
import { named, replayed } from './fixtures/replayed.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';

test.skipIf(recordings === null)(`every recording is read, or left out for a reason${skipped}`, () => {
  expect(leftOut).toEqual([
    '9: prices of another kind: the adapter asks for trades',
    '1: options are no market of the adapter',
    '1: levels merged by the exchange into coarser ones, for which v5 has no endpoint',
  ]);
  const read = new Set([...listings, ...klines, ...books].map(({ file }) => file.replace(/ \(.*/, '')));
  expect([...read].toSorted()).toEqual(kept.map(({ file }) => file).toSorted());
  expect(kept).toHaveLength(25);
});

const resultOf = <T>({ text }: Recorded): T => (JSON.parse(text) as { result: T }).result;

describe.skipIf(recordings === null)(`listings${skipped}`, () => {
  /** Rows, instruments by type and status, and quarantined rows of each. */
  const EXPECTED: Readonly<Record<string, unknown>> = {
    'symbols__gct-inverse-symbols--20230821.json (linear)': [239, { 'PERP trading': 239 }, {}],
    'symbols__gct-inverse-symbols--20230821.json (inverse)': [
      12,
      { 'PERP trading': 8, 'FUTURE trading': 4 },
      {},
    ],
    'symbols__gct-spot-symbols--20230821.json (spot)': [417, { 'SPOT trading': 417 }, {}],
    'symbols__gct-usdc-perp-symbols--20230821.json (linear)': [
      21,
      { 'PERP trading': 8, 'PERP delisted': 13 },
      {},
    ],
    'symbols__gct-usdc-perp-symbols-BTCPERP-20230821.json (linear)': [
      21,
      { 'PERP trading': 8, 'PERP delisted': 13 },
      {},
    ],
    'symbols__xchange-getInstrumentSpot-2025.json (spot)': [1, { 'SPOT trading': 1 }, {}],
    'symbols__xchange-getInstrumentLinear-2025.json (linear)': [1, { 'PERP trading': 1 }, {}],
    // A sample, not a response: it has copied the linear one, and an inverse contract cannot settle in its quote.
    'symbols__xchange-getInstrumentInverse-2025.json (inverse)': [
      1,
      {},
      { BTCUSD: 'of the category inverse, but on BTC and settled in USD' },
    ],
  };

  test.each(listings)('$file', async (recorded) => {
    const rows = resultOf<{ list: readonly { symbol: string }[] }>(recorded).list;
    const listing = await replayed(recorded, (exchange) =>
      exchange.listInstruments({ markets: [recorded.category] }),
    );
    const { instruments, quarantined } = listing;
    const reasons = Object.fromEntries(quarantined.map((row) => [row.exchangeSymbol, row.reason]));
    expect([rows.length, tally(listing), reasons]).toEqual(EXPECTED[recorded.file.replace('bybit/', '')]);
    const names = [...instruments, ...quarantined].map(({ exchangeSymbol }) => exchangeSymbol);
    expect(names.toSorted()).toEqual(rows.map(({ symbol }) => symbol).toSorted());
    expect(listing.collisions).toEqual([]);
  });

  test('bundles of cheap assets', async () => {
    const linear = listings.find(({ file }) => file.endsWith('inverse-symbols--20230821.json (linear)'));
    if (linear === undefined) throw new Error('the listing is not there');
    const { instruments } = await replayed(linear, (exchange) =>
      exchange.listInstruments({ markets: ['linear'] }),
    );
    const bundles = instruments.filter(({ baseMultiplier }) => baseMultiplier !== '1');
    const told = bundles.map((each) => [each.baseAsset, each.underlyingAsset, each.baseMultiplier]);
    expect(told.toSorted()).toEqual([
      ['10000LADYS', 'LADYS', '10000'],
      ['10000NFT', 'NFT', '10000'],
      ['1000BONK', 'BONK', '1000'],
      ['1000BTT', 'BTT', '1000'],
      ['1000FLOKI', 'FLOKI', '1000'],
      ['1000LUNC', 'LUNC', '1000'],
      ['1000PEPE', 'PEPE', '1000'],
      ['1000XEC', 'XEC', '1000'],
      ['SHIB1000', 'SHIB', '1000'],
    ]);
  });
});

function tally({ instruments }: InstrumentListing): Record<string, number> {
  const groups = Map.groupBy(instruments, ({ type, status }) => `${type} ${status}`);
  return Object.fromEntries([...groups].map(([name, { length }]) => [name, length]));
}

type Row = readonly [open: string, ...string[]];

describe.skipIf(recordings === null)(`klines${skipped}`, () => {
  /** Rows of each, and how many of them were closed when the exchange answered. */
  const EXPECTED: Readonly<Record<string, readonly [rows: number, closed: number]>> = {
    'klines__gct-inverse-list-BTCUSD-60-1577836800-5-20230821.json': [78, 77],
    'klines__gct-inverse-list-BTCUSD-60-1691884800-200-20230821.json': [78, 77],
    'klines__gct-inverse-list-BTCUSDU23-60-1691884800-200-20230821.json': [78, 77],
    'klines__gct-linear-kline-BTCUSDT-60-1577836800-5-20230821.json': [0, 0],
    'klines__gct-linear-kline-BTCUSDT-D-1691884800-200-20230821.json': [4, 3],
    'klines__gct-spot-kline-BTCUSDT-1d-1691884800000-200-20230821.json': [2, 2],
    'klines__gct-spot-kline-BTCUSDT-5m-1691897100000-1000-20230821.json': [34, 34],
    'klines__gct-usdc-perp-list-BTCPERP-5-1691897100-20230821.json': [200, 200],
    'klines__gct-usdc-perp-list-BTCPERP-D-1691884800-200-20230821.json': [4, 4],
    'klines__hummingbot-bybit_perpetual-BTCUSDT-1h.json': [5, 5],
    'klines__hummingbot-bybit_spot-BTCUSDT-1h.json': [5, 5],
  };

  test.each(klines)('$file: digit for digit, and none that was open', async (recorded) => {
    const { category, symbol, interval, file } = recorded;
    const rows = resultOf<{ list: readonly Row[] }>(recorded).list.toReversed();
    const start = Number(rows[0]?.[0] ?? Date.UTC(2020, 0, 1));
    const end = nextOpenTime(Number(rows.at(-1)?.[0] ?? start), interval);
    const pages = await replayed(recorded, (exchange) =>
      Array.fromAsync(exchange.fetchKlines({ symbol: named(recorded, symbol), interval, start, end })),
    );
    const read = pages.flatMap(({ klines: { columns } }) => textsOf(columns, category === 'inverse'));
    expect([rows.length, read.length]).toEqual(EXPECTED[file.replace('bybit/', '')]);
    expect(read).toEqual(rows.slice(0, read.length).map((row) => [...row]));
  });

  test.each(klines.filter(({ category, file }) => category !== 'spot' || file.includes('gct')))(
    '$file: volume is in base and turnover in quote, or the other way round',
    (recorded) => {
      const { list } = resultOf<{ list: readonly Row[] }>(recorded);
      // Volumes of small contracts are sent with two decimals: where they are hardly traded they say nothing.
      for (const [, , high = '', low = '', , volume, turnover] of list.filter((row) => Number(row[5]) > 1)) {
        const [base, quote] = recorded.category === 'inverse' ? [turnover, volume] : [volume, turnover];
        const mean = Number(quote) / Number(base);
        expect(mean).toBeGreaterThan(Number(low) * 0.99);
        expect(mean).toBeLessThan(Number(high) * 1.01);
      }
    },
  );
});

test.skipIf(recordings === null)(`intervals without a trade are sent, at the last price${skipped}`, () => {
  const recorded = klines.find(({ file }) => file.includes('usdc-perp-list-BTCPERP-5-'));
  if (recorded === undefined) throw new Error('the candles are not there');
  const rows = resultOf<{ list: readonly Row[] }>(recorded).list.toReversed();
  const quiet = rows.filter(([, , , , , , turnover]) => Number(turnover) === 0);
  expect(quiet).toHaveLength(6);
  for (const row of quiet) {
    const before = rows[rows.indexOf(row) - 1];
    expect(row.slice(1, 5)).toEqual(Array.from({ length: 4 }, () => before?.[4]));
  }
  const gaps = rows.slice(1).map(([open], index) => Number(open) - Number(rows[index]?.[0]));
  expect(new Set(gaps)).toEqual(new Set([300_000]));
});

/** As the rows have them: inverse ones the quote before the base. */
function textsOf(columns: KlinePage['klines']['columns'], isInverse: boolean): (string | undefined)[][] {
  return columns.openTime.map((open, row) => {
    const prices = [columns.open[row], columns.high[row], columns.low[row], columns.close[row]];
    const volumes = [columns.volume?.[row], columns.quoteVolume?.[row]];
    return [String(open), ...prices, ...(isInverse ? volumes.toReversed() : volumes)];
  });
}

interface Book {
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
  readonly ts: number;
}

/** How many levels each side has. */
const LEVELS: Readonly<Record<string, number>> = {
  'orderbook__crypto-msg-parser-inverse_future.json': 3,
  'orderbook__crypto-msg-parser-inverse_swap.json': 3,
  'orderbook__crypto-msg-parser-linear_swap.json': 3,
  'orderbook__gct-inverse-L2-BTCUSD-20230821.json': 25,
  'orderbook__gct-inverse-L2-BTCUSDT-20230821.json': 25,
  'orderbook__gct-spot-depth-BTCUSDT-100-20230821.json': 100,
  'orderbook__gct-usdc-perp-order-book-BTCPERP-20230821.json': 25,
};

test.each(books)('the book $file comes through level by level', async (recorded) => {
  const { b, a, ts } = resultOf<Book>(recorded);
  const symbol = named(recorded, recorded.symbol);
  const snapshot = await replayed(recorded, (exchange) =>
    exchange.fetchOrderBookSnapshot({ symbol, depth: 100 }),
  );
  const places = (decimal: string): number => decimal.split('.')[1]?.length ?? 0;
  for (const [side, sent] of [
    [snapshot.bids, b],
    [snapshot.asks, a],
  ] as const) {
    const texts = side.map(({ price, size }, level) => [
      price.toFixed(places(sent[level]?.[0] ?? '')),
      size.toFixed(places(sent[level]?.[1] ?? '')),
    ]);
    expect(texts).toEqual(sent);
    expect(texts).toHaveLength(LEVELS[recorded.file.replace('bybit/', '')] ?? Number.NaN);
  }
  const sizeUnit = recorded.category === 'inverse' ? 'contracts' : 'base';
  expect(snapshot).toMatchObject({ instrument: symbol, sizeUnit, exchangeTs: ts });
});
